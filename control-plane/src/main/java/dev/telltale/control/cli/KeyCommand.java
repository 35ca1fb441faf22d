// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code telltale key …}: makes, lists and revokes access keys. */
@Command(
    name = "key",
    aliases = "keys",
    description = {
      "Makes, lists and revokes access keys.",
      "Keys are made with one that may write (TELLTALE_API_KEY), in its project. The first one needs"
          + " none on a loopback address; elsewhere, and for keys of several projects, the operator"
          + " puts one into the file that telltale.access.keys-file names. From the first key on,"
          + " the gateway and the API let nobody in without one."
    },
    synopsisSubcommandLabel = "VERB")
public final class KeyCommand extends Noun {
  private static final String KEYS = "/api/v1/keys";

  /**
   * Makes the command.
   *
   * @param environment holds {@code TELLTALE_API_URL} and {@code TELLTALE_API_KEY}, if they are set
   */
  public KeyCommand(Map<String, String> environment) {
    super(environment);
  }

  @Command(
      name = "create",
      description = {
        "Makes a key and prints it, once: only its SHA-256 is kept. The first key needs the right"
            + " write."
      },
      footerHeading = EXAMPLE,
      footer = "  ./telltale key create --name 'support agents' --right ingest")
  int create(
      @Mixin ApiOptions api,
      @Option(names = "--name", required = true, paramLabel = "NAME", description = "Whose it is.")
          String name,
      @Option(
              names = "--project",
              paramLabel = "PROJECT",
              description = "Its project; without it the caller's.")
          @Nullable String project,
      @Option(
              names = "--right",
              required = true,
              split = ",",
              paramLabel = "RIGHT",
              description =
                  "ingest (send spans), read (see definitions) or write (change them, make keys)."
                      + " May be repeated.")
          List<String> rights) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    if (project != null) {
      body.put("project", project);
    }
    body.put("rights", rights);
    PrintWriter err = command.commandLine().getErr();
    return api.run(
        command,
        environment,
        client -> client.post(KEYS, body),
        (answer, out) -> {
          // The key stands alone, so that KEY=$(telltale key create …) works.
          out.println(answer.path("key").asText());
          err.println(
              "telltale: shown once; only its SHA-256 is kept (project "
                  + answer.path("project").asText()
                  + ", rights "
                  + words(answer.path("rights"))
                  + ")");
        });
  }

  @Command(
      name = "list",
      description = "Lists the keys, without the keys.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale key list")
  int list(@Mixin ApiOptions api) {
    return api.run(command, environment, client -> client.get(KEYS), KeyCommand::print);
  }

  @Command(
      name = "revoke",
      description = "Revokes a key: within seconds nobody is let in by it.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale key revoke 'support agents'")
  int revoke(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = "NAME", description = "Its name.") String name,
      @Option(
              names = "--project",
              paramLabel = "PROJECT",
              description = "Its project; without it the caller's.")
          @Nullable String project) {
    String path =
        KEYS
            + '/'
            + Api.encoded(name)
            + (project == null ? "" : "?project=" + Api.encoded(project));
    return api.run(
        command,
        environment,
        client -> client.delete(path),
        (answer, out) ->
            out.println(
                "revoked "
                    + answer.path("name").asText()
                    + " of project "
                    + answer.path("project").asText()));
  }

  private static void print(JsonNode answer, PrintWriter out) {
    TextTable table = new TextTable("NAME", "PROJECT", "RIGHTS", "FROM", "CREATED", "REVOKED");
    for (JsonNode key : answer.path("keys")) {
      table.row(
          key.path("name").asText(),
          key.path("project").asText(),
          words(key.path("rights")),
          key.path("source").asText(),
          key.path("createdAt").asText(),
          key.path("revokedAt").isNull() ? "-" : key.path("revokedAt").asText());
    }
    table.print(out, "no keys");
  }

  private static String words(JsonNode rights) {
    List<String> words = new ArrayList<>();
    rights.forEach(right -> words.add(right.asText()));
    return String.join(", ", words);
  }
}
