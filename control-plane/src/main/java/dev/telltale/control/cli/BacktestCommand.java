// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code telltale alert backtest}: what an alert would have done. */
@Command(
    name = "backtest",
    description = {
      "Runs an alert over recorded labels, saved or not, and shows when it would have fired. Nothing"
          + " is sent."
    },
    footerHeading = AlertCommand.EXAMPLE,
    footer = "  ./telltale alert backtest support/refund-asked/many-refunds --days 14")
final class BacktestCommand implements Callable<Integer> {
  private static final int MOST_LINES = 20;

  private final Map<String, String> environment;

  @Spec private CommandSpec command = CommandSpec.create();
  @Mixin private ApiOptions api = new ApiOptions();

  @Parameters(paramLabel = AlertCommand.ALERT, arity = "0..1", description = AlertCommand.NAMED)
  private @Nullable String alert;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "A manifest with the alert, which need not be applied.")
  private @Nullable Path file;

  @Option(names = "--days", paramLabel = "N", description = "1 to 30; 7 without it.")
  private int days = 7;

  private record Request(ManifestPaths.Manifest file, int days) {}

  BacktestCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    if ((alert == null) == (file == null)) {
      throw new ParameterException(
          command.commandLine(), "an alert or --file FILE (expected: one of them)");
    }
    if (days < 1 || days > 30) {
      throw new ParameterException(
          command.commandLine(), "--days: " + days + " (expected: 1 to 30)");
    }
    return api.run(command, environment, this::ask, this::print);
  }

  private JsonNode ask(Api client) throws CommandFailure {
    if (alert != null) {
      String path = SignalAddress.alert(alert, command).with("days", days).path("/backtest");
      return client.postPatiently(path, null);
    }
    List<ManifestPaths.Manifest> files =
        ManifestPaths.read(file == null ? List.of() : List.of(file));
    if (files.size() != 1) {
      throw new CommandFailure(file + ": " + files.size() + " files (expected: one)");
    }
    return client.postPatiently("/api/v1/alert-backtests", new Request(files.get(0), days));
  }

  private void print(JsonNode answer, PrintWriter out) {
    JsonNode counts = answer.path("counts");
    out.println(
        answer.path("alert").path("key").asText() + ": " + answer.path("sentence").asText());
    out.println(answer.path("from").asText() + " to " + answer.path("to").asText());
    if (counts.path("labels").asLong() == 0) {
      out.println("no labels of this signal are kept for that time");
      return;
    }
    Ansi colours = Ansi.AUTO.enabled() ? Ansi.ON : Ansi.OFF;
    new BacktestChart(answer, Screen.width(environment, command), colours)
        .lines()
        .forEach(out::println);
    out.println(
        count(counts, "crossings", "crossing")
            + " of the line ("
            + count(counts, "crossedWindows", "window")
            + " of "
            + counts.path("windows").asText()
            + "), "
            + count(counts, "messages", "message")
            + ", "
            + counts.path("silenced").asText()
            + " kept silent; "
            + count(counts, "labels", "label")
            + " read, the first of "
            + answer.path("earliestLabel").asText());
    list(answer, out);
  }

  private static void list(JsonNode answer, PrintWriter out) {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("fired", "would have fired");
    words.put("recovered", "would have recovered");
    words.put("no_data", "would have told of no data");
    int lines = 0;
    for (JsonNode message : answer.path("messages")) {
      if (lines++ == MOST_LINES) {
        int more = answer.path("counts").path("messages").asInt() - MOST_LINES;
        out.println("  … and " + more + " more (--json has them)");
        return;
      }
      String transition = message.path("transition").asText();
      out.println(
          "  "
              + message.path("at").asText()
              + "  "
              + words.getOrDefault(transition, transition)
              + (message.path("observedText").isTextual()
                  ? " at " + message.path("observedText").asText()
                  : ""));
    }
  }

  private static String count(JsonNode counts, String field, String word) {
    long count = counts.path(field).asLong();
    return count + " " + (count == 1 ? word : word + "s");
  }
}
