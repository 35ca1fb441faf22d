// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code telltale alert …}: looks at alerts. */
@Command(name = "alert", description = "Looks at alerts.")
public final class AlertCommand {
  private final Map<String, String> environment;

  @Spec private CommandSpec command = CommandSpec.create();

  @SuppressWarnings("unused") // picocli asks for it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  /**
   * Makes the command.
   *
   * @param environment holds {@code TELLTALE_API_URL} and {@code TELLTALE_API_KEY}, if they are set
   */
  public AlertCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Command(
      name = "list",
      description = "Lists the alerts of the key's project.",
      footerHeading = "%nExample:%n",
      footer = "  ./telltale alert list")
  int list(@Mixin ApiOptions api) {
    return api.run(
        command, environment, client -> client.get("/api/v1/alerts"), AlertCommand::print);
  }

  private static void print(JsonNode answer, PrintWriter out) {
    TextTable table = new TextTable("ALERT", "REVISION", "SEVERITY", "CONDITION");
    for (JsonNode alert : answer.path("alerts")) {
      table.row(
          alert.path("key").asText(),
          alert.path("revision").asText(),
          alert.path("severity").asText(),
          alert.path("sentence").asText());
    }
    table.print(out, "no alerts");
  }
}
