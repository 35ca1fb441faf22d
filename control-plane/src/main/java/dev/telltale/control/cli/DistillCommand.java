// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code telltale signal distill}: trains the offline judge from labels that are there. */
@Command(
    name = "distill",
    description = {
      "Trains a head for the offline judge from the labels that people and the language model gave"
          + " this signal's targets, and says how well it does on a part that it was not shown.",
      "Nothing is switched on: signal edit --distilled does that. Nothing is asked of a language"
          + " model. Ctrl-C stops it."
    },
    footerHeading = "%nExample:%n",
    footer = "  ./telltale signal distill support/refund-asked --min 200")
public final class DistillCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Map<String, String> environment;

  @Spec private CommandSpec command = CommandSpec.create();
  @Mixin private ApiOptions api = new ApiOptions();

  @Parameters(
      paramLabel = "SIGNAL",
      description = "AGENT/SIGNAL, or the signal's name where only one agent has it.")
  private String signal = "";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "The earliest start of a target: a date (UTC) or ISO 8601 with a zone.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "The first start that is too late; without it, all up to now.")
  private @Nullable String to;

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      description = "Learns from the model's labels of this version; the newest without it.")
  private @Nullable Integer version;

  @Option(
      names = "--reads",
      paramLabel = "PART",
      description =
          "What the head reads: user-turns, assistant-turns or closing; what the version says"
              + " without it.")
  private @Nullable String reads;

  @Option(
      names = "--min",
      paramLabel = "N",
      defaultValue = "100",
      description = "With fewer labels it refuses, 20 or more; ${DEFAULT-VALUE} without it.")
  private int least = 100;

  private record Request(
      String kind,
      String signal,
      @Nullable Integer version,
      @Nullable String reads,
      int min,
      @Nullable String from,
      @Nullable String to) {}

  /**
   * Makes the command.
   *
   * @param environment holds {@code TELLTALE_API_URL} and {@code TELLTALE_API_KEY}, if they are set
   */
  public DistillCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    Request request =
        new Request(
            "distill",
            signal,
            version,
            reads,
            least,
            TimeOption.of("--from", from, command),
            TimeOption.of("--to", to, command));
    PrintWriter err = command.commandLine().getErr();
    return api.run(
        command,
        environment,
        client ->
            new RunWatch(client, PATIENCE, err).untilItEnds(client.post("/api/v1/runs", request)),
        DistillCommand::print);
  }

  /** The report, and how to switch it on. */
  private static void print(JsonNode run, PrintWriter out) {
    String[] key = run.path("signal").asText().split("/", 2);
    out.println(run.path("signal").asText() + ", version " + run.path("version").asText());
    run.path("detail").asText().lines().forEach(line -> out.println("  " + line));
    out.println("  taken for true: " + run.path("agreement").path("truth").asText());
    out.println();
    out.println("To switch it on, one of:");
    for (String judge : new String[] {"cascade", "offline"}) {
      out.println(
          "  ./telltale signal edit "
              + key[key.length - 1]
              + " --judge "
              + judge
              + " --distilled "
              + run.path("id").asText());
    }
    out.println(
        "A cascade has the language model check some of the answers, so that a fall of the agreement"
            + " is seen (judge_agreement); offline alone has nothing to be checked by.");
  }
}
