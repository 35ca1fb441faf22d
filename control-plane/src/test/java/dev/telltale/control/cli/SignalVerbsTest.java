// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalVerbsTest {
  private static final Terminal TERMINAL = new Terminal();

  private final Map<String, String> environment = TERMINAL.environment;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();
  @TempDir private Path folder;

  @AfterAll
  static void stop() {
    TERMINAL.close();
  }

  @BeforeEach
  void serve() {
    TERMINAL.reset();
  }

  @Test
  void aSignalIsCreatedAsTheHostedCommandLineWouldSayIt() throws IOException {
    Path prompt = Files.writeString(folder.resolve("prompt.txt"), "How does the user feel?\n");
    Path bad = Files.writeString(folder.resolve("bad.txt"), "Awful.\n\nNever again.\n");

    assertThat(
            run(
                "signals",
                "create",
                "--agent-id",
                "support",
                "--name",
                "Größe der Not!",
                "--scope",
                "session",
                "--classifier",
                "string",
                "--sample-rate",
                "12.5",
                "--prompt-file",
                prompt.toString(),
                "--label",
                "good,so-so",
                "--label",
                "bad",
                "--sentiment",
                "good=positive,so-so=neutral",
                "--sentiment",
                "bad=negative",
                "--filter",
                "environment == 'production'",
                "--example",
                "good=It is = fine",
                "--example",
                "bad=@" + bad))
        .isZero();

    assertThat(out).hasToString("created default/support/gro-e-der-not (version 1, draft)\n");
    JsonNode signal = json("signal", "get", "support/gro-e-der-not");
    assertThat(signal.path("name").asText()).isEqualTo("Größe der Not!");
    assertThat(signal.path("sampleRate").asDouble()).isEqualTo(12.5);
    assertThat(signal.path("prompt").asText()).isEqualTo("How does the user feel?");
    assertThat(signal.path("sentiments").toString())
        .isEqualTo("{\"good\":\"positive\",\"so-so\":\"neutral\",\"bad\":\"negative\"}");
    assertThat(signal.path("examples").toString())
        .isEqualTo("{\"good\":[\"It is = fine\"],\"bad\":[\"Awful.\",\"Never again.\"]}");
  }

  @Test
  void aSignalIsCreatedFromATemplate() {
    assertThat(run("signal", "create", "--agent-id", "support", "--template", "nsfw")).isZero();

    assertThat(out).hasToString("created default/support/nsfw (version 1, draft)\n");
  }

  @Test
  void anEditShowsTheDifference() throws IOException {
    create();

    assertThat(
            run(
                "signal",
                "edit",
                "support/refund",
                "--sample-rate",
                "25",
                "--prompt",
                "Is there a refund?\nSay true if so.",
                "--filter",
                "error",
                "--sentiment",
                "true=positive"))
        .isZero();

    assertThat(out)
        .hasToString(
            """
            changed default/support/refund (version 2, draft)
              prompt:
                - Refund?
                + Is there a refund?
                + Say true if so.
              sentiments: true=negative, false=positive → true=positive, false=positive
              sampleRate: 100 → 25
              filter: (none) → error
            """);
    forget();
    assertThat(run("signal", "edit", "support/refund", "--filter", "")).isZero();
    assertThat(out.toString()).contains("version 3").contains("  filter: error → (none)\n");
  }

  @Test
  void anEditOfNothingNewMakesNoVersion() {
    create();

    assertThat(run("signal", "edit", "support/refund", "--sample-rate", "100")).isZero();

    assertThat(out).hasToString("unchanged default/support/refund (version 1, draft)\n");
  }

  @Test
  void anEditCanExpectAVersion() {
    create();
    run("signal", "edit", "support/refund", "--sample-rate", "25");

    assertThat(run("signal", "edit", "support/refund", "--salt", "x", "--expected-version", "1"))
        .isEqualTo(1);

    assertThat(err.toString()).startsWith("telltale: the API answers 409: support/refund is at");
  }

  @Test
  void anotherScopeIsRefusedWithWhatToDo() {
    create();

    assertThat(run("signal", "edit", "support/refund", "--scope", "session")).isEqualTo(1);

    assertThat(err)
        .hasToString(
            """
            telltale: scope: session (expected: trace, which was fixed when the signal was created; for another scope create another signal)
            1 problem; nothing was written
            """);
  }

  @Test
  void aDryRunSaysThatItWasOne() {
    assertThat(createWith("--dry-run")).isZero();
    assertThat(out.toString()).endsWith("dry run: nothing was written\n");
    create();

    assertThat(run("signal", "edit", "support/refund", "--salt", "x", "--dry-run")).isZero();

    assertThat(out.toString()).contains("  salt: (none) → x\ndry run: nothing was written\n");
    assertThat(TERMINAL.api.topics.commits()).isEqualTo(1);
  }

  @Test
  void aSignalLivesFromDraftToArchiveAndBack() {
    create();
    for (String step : List.of("activate", "disable", "archive")) {
      assertThat(run("signal", step, "default/support/refund")).isZero();
    }
    assertThat(out)
        .hasToString(
            """
            changed default/support/refund (version 1, active)
              state: draft → active
            changed default/support/refund (version 1, disabled)
              state: active → disabled
            changed default/support/refund (version 1, archived)
              state: disabled → archived
            """);
    forget();

    run("signal", "list");
    run("signal", "unarchive", "support/refund");
    run("signals", "list", "--agent", "support");

    assertThat(out)
        .hasToString(
            """
            no signals
            changed default/support/refund (version 1, disabled)
              state: archived → disabled
            SIGNAL                  STATE     VERSION  TYPE    SCOPE  SAMPLE  JUDGE
            default/support/refund  disabled  1        binary  trace  100 %   offline
            """);
    forget();
    run("signal", "archive", "support/refund");
    forget();
    run("signal", "list", "--include-archived");
    assertThat(out.toString()).contains("archived");
  }

  @Test
  void aSignalAndTheDifferenceOfItsVersionsAreShown() {
    create();
    run("signal", "edit", "support/refund", "--sample-rate", "0.5");
    forget();

    assertThat(run("signal", "get", "support/refund")).isZero();
    assertThat(run("signal", "diff", "support/refund")).isZero();
    assertThat(run("signal", "diff", "support/refund", "--from", "2", "--to", "2")).isZero();

    assertThat(out)
        .hasToString(
            """
            default/support/refund: Refund
              state     draft
              version   2 of 2026-01-01T12:00:00Z
              type      binary, of each trace
              sample    0.5 %
              judge     offline, reads closing
              outcomes  true=negative, false=positive
              examples  2 for true, 2 for false
              prompt
                Refund?
            default/support/refund: version 1 to 2
              sampleRate: 100 → 0.5
            default/support/refund: version 2 to 2
              no difference
            """);
  }

  @Test
  void theSixTemplatesAreListedAndShownWithTheirPrompts() {
    assertThat(run("signal", "templates")).isZero();
    assertThat(out.toString().lines()).hasSize(7);
    assertThat(out.toString()).contains("laziness-refusal").contains("task-outcome");
    forget();

    assertThat(run("signal", "templates", "sentiment")).isZero();

    assertThat(out.toString())
        .startsWith("sentiment: Sentiment\n")
        .containsPattern("\\d{2,} for positive, \\d{2,} for neutral, \\d{2,} for negative")
        .contains("What is the user's overall mood");
    assertThat(run("signal", "templates", "mood")).isEqualTo(1);
    assertThat(err.toString()).contains("no template mood (expected: task-outcome or");
  }

  @Test
  void agentsWithAnyNameCanBeNamedAsListsPrintThem() {
    assertThat(
            run(
                "signal",
                "create",
                "--agent-id",
                "Ämter/1 %",
                "--template",
                "nsfw",
                "--signal",
                "x"))
        .isZero();
    String key = out.toString().split(" ", -1)[1];
    forget();

    assertThat(run("signal", "get", key)).isZero();
    assertThat(run("signal", "get", key.substring("default/".length()))).isZero();
    assertThat(run("signal", "list", "--agent", "Ämter/1 %")).isZero();
    assertThat(run("signal", "get", key.replace("default/", "shop/"))).isEqualTo(1);

    assertThat(err.toString()).contains("project shop is not this key's");
  }

  @Test
  void filesPruneOnlyWhatIsNamed() throws IOException {
    create();
    Path file =
        Files.writeString(
            folder.resolve("s.yaml"), "kind: signal\nagent: a\nsignal: b\ntemplate: nsfw\n");

    assertThat(run("apply", "-f", file.toString(), "--dry-run")).isZero();
    assertThat(out.toString()).doesNotContain("refund");
    forget();
    assertThat(run("apply", "-f", file.toString(), "--prune", "support/refund", "support/absent"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("telltale: prune: support/absent does not exist\n");
    assertThat(run("apply", "-f", file.toString(), "--prune", "support/refund")).isZero();

    assertThat(out)
        .hasToString(
            """
            created   signal default/a/b (version 1)
            changed   signal default/support/refund (version 1): state
              state: draft → archived
            """);
  }

  @Test
  void aKeyIsPrintedAloneAndListedWithoutItself() {
    assertThat(run("key", "create", "--name", "root", "--project", "shop", "--right", "read,write"))
        .isZero();
    String key = out.toString().strip();
    assertThat(key).matches("tt_[A-Za-z0-9_-]{43}");
    assertThat(err)
        .hasToString(
            "telltale: shown once; only its SHA-256 is kept (project shop, rights read, write)\n");
    environment.put("TELLTALE_API_KEY", key);
    forget();

    assertThat(run("key", "create", "--name", "support agents", "--right", "ingest")).isZero();
    forget();
    assertThat(run("key", "revoke", "support agents")).isZero();
    assertThat(run("keys", "list")).isZero();

    assertThat(out)
        .hasToString(
            """
            revoked support agents of project shop
            NAME            PROJECT  RIGHTS       FROM   CREATED               REVOKED
            root            shop     read, write  topic  2026-01-01T12:00:00Z  -
            support agents  shop     ingest       topic  2026-01-01T12:00:00Z  2026-01-01T12:00:00Z
            """);
  }

  @Test
  void everyAnswerIsThereAsJson() throws IOException {
    assertThat(json("signal", "create", "--agent-id", "a", "--template", "nsfw").at("/signal/key"))
        .hasToString("\"default/a/nsfw\"");
    assertThat(json("signal", "edit", "a/nsfw", "--salt", "x").at("/diff/0/field").asText())
        .isEqualTo("salt");
    assertThat(json("signal", "diff", "a/nsfw").path("to").asInt()).isEqualTo(2);
    assertThat(json("signal", "activate", "a/nsfw").at("/signal/state").asText())
        .isEqualTo("active");
    assertThat(json("signal", "templates").path("templates")).hasSize(6);
    assertThat(json("key", "list").path("keys")).isEmpty();
    assertThat(json("key", "create", "--name", "n", "--right", "write").path("key").asText())
        .startsWith("tt_");
    assertThat(err.toString()).doesNotContain("tt_");
  }

  @Test
  void aFailureIsJsonTooAndEndsWithOne() throws IOException {
    assertThat(run("signal", "get", "a/b", "--json")).isEqualTo(1);

    assertThat(new ObjectMapper().readTree(out.toString()).path("status").asInt()).isEqualTo(404);
    assertThat(err)
        .hasToString("telltale: the API answers 404: no signal a/b in project default\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "signal create --name x",
        "signal create --agent-id a",
        "signal create --agent-id a --name 日本",
        "signal create --agent-id a --name x --prompt p --prompt-file f",
        "signal create --agent-id a --name x --example none",
        "signal create --agent-id a --name x --sample-rate much",
        "signal edit a/b",
        "signal edit a/b --template nsfw",
        "signal edit ab --salt x",
        "signal get a/b/c/d",
        "signal get a//b",
        "signal get 50%/b",
        "signal archive",
        "signal vanish a/b",
        "key create --name x",
        "key revoke",
        "key file",
        "key"
      })
  void wrongUsageEndsWithTwo(String line) {
    assertThat(run(line.split(" ", -1))).isEqualTo(2);
    assertThat(TERMINAL.api.topics.commits()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "signal create",
        "signal edit",
        "signal list",
        "signal get",
        "signal diff",
        "signal activate",
        "signal disable",
        "signal archive",
        "signal unarchive",
        "signal templates",
        "key create",
        "key file",
        "key list",
        "key revoke"
      })
  void everyVerbHasAHelpWithOneExample(String verb) {
    assertThat(run((verb + " --help").split(" ", -1))).isZero();

    assertThat(out.toString().split("Example:", -1)).hasSize(2);
    assertThat(out.toString()).contains("./telltale " + verb).contains("--json");
  }

  private void create() {
    assertThat(createWith()).isZero();
    forget();
  }

  private int createWith(String... more) {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of(
                "signal",
                "create",
                "--agent-id",
                "support",
                "--name",
                "Refund",
                "--scope",
                "trace",
                "--classifier",
                "binary",
                "--prompt",
                "Refund?",
                "--example",
                "true=My money!",
                "--example",
                "true=Refund!",
                "--example",
                "false=Hi.",
                "--example",
                "false=Bye."));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private JsonNode json(String... arguments) throws IOException {
    forget();
    List<String> all = new java.util.ArrayList<>(List.of(arguments));
    all.add("--json");
    assertThat(run(all.toArray(String[]::new))).as(err.toString()).isZero();
    return new ObjectMapper().readTree(out.toString());
  }

  private void forget() {
    out = new StringWriter();
    err = new StringWriter();
  }

  private int run(String... arguments) {
    return TERMINAL.run(out, err, arguments);
  }
}
