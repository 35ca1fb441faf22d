// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code telltale signal …}: looks at signals. */
@Command(name = "signal", aliases = "signals", description = "Looks at signals.")
public final class SignalCommand {
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
  public SignalCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Command(
      name = "list",
      description = "Lists the signals of the key's project.",
      footerHeading = "%nExample:%n",
      footer = "  ./telltale signal list")
  int list(@Mixin ApiOptions api) {
    return api.run(
        command, environment, client -> client.get("/api/v1/signals"), SignalCommand::print);
  }

  private static void print(JsonNode answer, PrintWriter out) {
    TextTable table =
        new TextTable("SIGNAL", "STATE", "VERSION", "TYPE", "SCOPE", "SAMPLE", "JUDGE");
    for (JsonNode signal : answer.path("signals")) {
      table.row(
          signal.path("key").asText(),
          signal.path("state").asText(),
          signal.path("version").asText(),
          signal.path("type").asText(),
          signal.path("scope").asText(),
          percent(signal.path("sampleRate").decimalValue()),
          signal.path("judge").asText());
    }
    table.print(out, "no signals");
  }

  private static String percent(BigDecimal rate) {
    return rate.stripTrailingZeros().toPlainString() + " %";
  }
}
