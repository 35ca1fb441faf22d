// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpResponse;
import dev.telltale.control.http.ServedApi;
import dev.telltale.schemas.access.AccessKeys;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
  private static final String SIGNAL =
      """
      kind: signal
      agent: parcel-support
      signal: user-frustration
      type: binary
      scope: trace
      sampleRate: 12.5
      prompt: Is the user frustrated?
      examples: {"true": [No!, Useless.], "false": [Thanks., Fine.]}
      """;
  private static final String ALERT =
      """
      kind: alert
      agent: parcel-support
      signal: user-frustration
      alert: many
      metric: true_rate
      comparison: absolute
      fires: at or above 0.3
      window: 5m
      """;

  private static final Terminal TERMINAL = new Terminal();

  private final Map<String, String> environment = TERMINAL.environment;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path folder = Path.of("");

  @AfterAll
  static void stop() {
    TERMINAL.close();
  }

  @BeforeEach
  void serve(@TempDir Path temporary) {
    folder = temporary;
    TERMINAL.reset();
  }

  @Test
  void aFileIsAppliedAndEveryDocumentHasALine() throws IOException {
    Path file = write("signals.yaml", SIGNAL + "---\n" + ALERT);

    assertThat(run("apply", "-f", file.toString())).isZero();

    assertThat(out)
        .hasToString(
            """
            created   signal default/parcel-support/user-frustration (version 1)
            created   alert default/parcel-support/user-frustration/many (revision 1): fires when the true rate over 5 min is at or above 30 %
            """);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aFolderIsReadInTheOrderOfItsNames() throws IOException {
    write("b.yml", ALERT);
    write("a.yaml", SIGNAL);
    write("c.txt", "no manifest");

    assertThat(run("apply", "-f", folder.toString())).isZero();

    assertThat(out.toString().lines()).hasSize(2);
  }

  @Test
  void severalFilesAreOneApply() throws IOException {
    Path alert = write("alert.yaml", ALERT);
    Path signal = write("signal.yaml", SIGNAL);

    assertThat(run("apply", "-f", alert.toString(), "--file", signal.toString())).isZero();

    assertThat(TERMINAL.api.topics.commits()).isEqualTo(1);
  }

  @Test
  void whatChangesIsNamed() throws IOException {
    Path file = write("signals.yaml", SIGNAL + "---\n" + ALERT);
    run("apply", "-f", file.toString());
    write("signals.yaml", SIGNAL + "state: disabled\nsalt: x\n---\n" + ALERT + "minLabels: 5\n");
    out.getBuffer().setLength(0);

    assertThat(run("apply", "-f", file.toString())).isZero();

    assertThat(out)
        .hasToString(
            """
            changed   signal default/parcel-support/user-frustration (version 2): salt, state
              state: active → disabled
              salt: (none) → x
            changed   alert default/parcel-support/user-frustration/many (revision 2): minLabels; fires when the true rate over 5 min is at or above 30 %, with at least 5 labels
              minLabels: 0 → 5
            """);
  }

  @Test
  void aDryRunSaysThatItWasOne() throws IOException {
    Path file = write("signals.yaml", SIGNAL);

    assertThat(run("apply", "--dry-run", "-f", file.toString())).isZero();

    assertThat(out.toString()).endsWith("dry run: nothing was written\n");
    assertThat(TERMINAL.api.topics.commits()).isZero();
  }

  @Test
  void problemsAreToldWithFileAndLineAndFail() throws IOException {
    Path file = write("signals.yaml", SIGNAL.replace("12.5", "250") + "scop: trace\n");

    assertThat(run("apply", "-f", file.toString())).isEqualTo(1);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo(file + ":6: sampleRate: 250 (expected: a number from 0 to 100)"),
            line -> assertThat(line).startsWith(file + ":9: scop: unknown"),
            line -> assertThat(line).isEqualTo("2 problems; nothing was written"));
  }

  @Test
  void jsonIsTheAnswerInOneLine() throws IOException {
    Path file = write("signals.yaml", SIGNAL);

    assertThat(run("apply", "--json", "-f", file.toString())).isZero();
    assertThat(run("signal", "list", "--json")).isZero();
    write("signals.yaml", "kind: x");
    assertThat(run("apply", "--json", "-f", file.toString())).isEqualTo(1);

    ObjectMapper json = new ObjectMapper();
    assertThat(out.toString().lines()).hasSize(3);
    assertThat(
            json.readTree(out.toString().lines().toList().get(0)).at("/results/0/change").asText())
        .isEqualTo("created");
    assertThat(
            json.readTree(out.toString().lines().toList().get(1)).at("/signals/0/state").asText())
        .isEqualTo("active");
    assertThat(json.readTree(out.toString().lines().toList().get(2)).at("/errors/0/line").asInt())
        .isEqualTo(1);
  }

  @Test
  void definitionsAreListedInColumns() throws IOException {
    run("apply", "-f", write("signals.yaml", SIGNAL + "---\n" + ALERT).toString());
    out.getBuffer().setLength(0);

    assertThat(run("signals", "list")).isZero();
    assertThat(run("alert", "list")).isZero();

    assertThat(out)
        .hasToString(
            """
            SIGNAL                                   STATE   VERSION  TYPE    SCOPE  SAMPLE  JUDGE
            default/parcel-support/user-frustration  active  1        binary  trace  12.5 %  offline
            ALERT                                         REVISION  SEVERITY  CONDITION
            default/parcel-support/user-frustration/many  1         warning   fires when the true rate over 5 min is at or above 30 %
            """);
  }

  @Test
  void nothingToListIsSaid() {
    assertThat(run("signal", "list")).isZero();
    assertThat(run("alert", "list")).isZero();

    assertThat(out).hasToString("no signals\nno alerts\n");
  }

  @Test
  void filesThatAreNotThereOrNotTextFail() throws IOException {
    Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe});
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertThat(run("apply", "-f", folder.resolve("absent.yaml").toString())).isEqualTo(1);
    assertThat(run("apply", "-f", binary.toString())).isEqualTo(1);
    assertThat(run("apply", "-f", empty.toString())).isEqualTo(1);

    assertThat(err.toString().lines())
        .containsExactly(
            "telltale: " + folder.resolve("absent.yaml") + ": no such file or folder",
            "telltale: " + binary + ": is not UTF-8",
            "telltale: " + empty + ": no *.yaml or *.yml in this folder");
  }

  @Test
  void anApiThatIsNotThereIsToldInOneLineThatSaysWhatToDo() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    assertThat(run("signal", "list", "--api", "http://127.0.0.1:" + free)).isEqualTo(1);

    assertThat(err)
        .hasToString(
            "telltale: cannot reach the API at http://127.0.0.1:"
                + free
                + " (./telltale standalone starts one; --api URL or TELLTALE_API_URL says where it"
                + " is)\n");
  }

  @Test
  void aServerThatIsSomethingElseIsTold() {
    TERMINAL.api.server.reconfigure(
        builder ->
            builder
                .meterRegistry(new SimpleMeterRegistry())
                .serviceUnder("/", (ctx, request) -> HttpResponse.of("hello")));

    assertThat(run("signal", "list")).isEqualTo(1);

    assertThat(err.toString()).contains("answers 200, but not as a Telltale API").hasLineCount(1);
  }

  @Test
  void theKeyComesFromTheEnvironment() {
    // printf %s reader | sha256sum
    TERMINAL.api.file =
        AccessKeys.parse(
            """
            - name: reader
              sha256: 3d0941964aa3ebdcb00ccef58b1bb399f9f898465e9886d5aec7f31090a0fb30
              rights: [read]
            """,
            ServedApi.NOON);

    assertThat(run("signal", "list")).isEqualTo(1);
    assertThat(err.toString()).contains("401").endsWith("; TELLTALE_API_KEY holds the key\n");
    environment.put("TELLTALE_API_KEY", "reader");
    assertThat(run("signal", "list")).isZero();
  }

  @Test
  void aLogThatCannotBeWrittenFails() throws IOException {
    TERMINAL.api.topics.fail("disk full");

    assertThat(run("apply", "-f", write("signals.yaml", SIGNAL).toString())).isEqualTo(1);

    assertThat(err)
        .hasToString(
            "telltale: the API answers 503: definitions could not be written: disk full\n");
  }

  @Test
  void wrongUsageEndsWithTwo() {
    assertThat(run("apply")).isEqualTo(2);
    assertThat(run("apply", "-f", "x", "--dryrun")).isEqualTo(2);
    assertThat(run("signal")).isEqualTo(2);
    assertThat(run("signal", "list", "--api", "localhost:8080")).isEqualTo(2);
    assertThat(run("signal", "list", "--api", "::")).isEqualTo(2);

    assertThat(err.toString()).contains("--api: localhost:8080 (expected: http://HOST:PORT)");
  }

  @Test
  void everyVerbHasAHelpWithAnExample() {
    assertThat(run("apply", "--help")).isZero();
    assertThat(run("signal", "list", "--help")).isZero();
    assertThat(run("alert", "list", "-h")).isZero();

    assertThat(out.toString())
        .contains("./telltale apply -f signals.yaml --dry-run")
        .contains("./telltale signal list")
        .contains("./telltale alert list");
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private int run(String... arguments) {
    return TERMINAL.run(out, err, arguments);
  }
}
