// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code telltale run create}: has targets of the past judged, and their labels kept. */
@Command(
    name = "create",
    description = {
      "Judges targets of the past and keeps the labels; no alert counts them.",
      "First it shows what that would take, and asks. Then it goes on by itself: Ctrl-C stops only"
          + " the telling."
    },
    footerHeading = Noun.EXAMPLE,
    footer = {
      "  ./telltale run create support/user-frustration --from 2026-03-01 --to 2026-03-08 \\",
      "      --sample-rate 10"
    })
final class RunCreateCommand implements Callable<Integer> {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(365);

  private final Map<String, String> environment;
  private final Confirmation confirmation;

  @Spec private CommandSpec command = CommandSpec.create();
  @Mixin private ApiOptions api = new ApiOptions();

  @Parameters(
      paramLabel = "SIGNAL",
      description = "AGENT/SIGNAL, or the signal's name where only one agent has it.")
  private String signal = "";

  @Option(
      names = "--from",
      required = true,
      paramLabel = "TIME",
      description = "The earliest start of a target: a date (UTC) or ISO 8601 with a zone.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "The first start that is too late; without it, now.")
  private @Nullable String to;

  @Option(
      names = "--sample-rate",
      paramLabel = "PERCENT",
      description =
          "Above 0, up to 100; the signal's own without it. Whatever was sampled live at a lower"
              + " rate is among the targets.")
  private @Nullable Double sampleRate;

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      description = "Judges with this version; the newest without it.")
  private @Nullable Integer version;

  @Option(names = "--relabel", description = "Also judges what has a label of that version.")
  private boolean relabel;

  @Option(
      names = "--skipped",
      description = "Only what a budget or a block left out, and nothing judged since.")
  private boolean skipped;

  @Option(
      names = {"-y", "--yes"},
      description = "Goes on without asking.")
  private boolean yes;

  @Option(names = "--estimate", description = "Only shows what it would take.")
  private boolean estimateOnly;

  @Option(names = "--detach", description = "Comes back as soon as the run is there.")
  private boolean detach;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "How long nothing may happen before the estimate is given up; ${DEFAULT-VALUE} without"
              + " it.")
  private int patienceSeconds = 30;

  private record Request(
      String kind,
      String signal,
      @Nullable Integer version,
      @Nullable String from,
      @Nullable String to,
      @Nullable Double sampleRate,
      boolean relabel,
      boolean skippedOnly) {
    /** The same targets by the same version as an estimate had. */
    Request backfill(JsonNode estimate) {
      return new Request(
          "backfill",
          estimate.path("signal").asText(),
          estimate.path("version").asInt(),
          from,
          estimate.path("to").asText(),
          sampleRate,
          relabel,
          skippedOnly);
    }
  }

  RunCreateCommand(Map<String, String> environment, Confirmation confirmation) {
    this.environment = Map.copyOf(environment);
    this.confirmation = confirmation;
  }

  @Override
  public Integer call() {
    if (sampleRate != null && !(sampleRate > 0 && sampleRate <= 100)) {
      throw wrong("--sample-rate: " + sampleRate + " (expected: above 0, up to 100)");
    }
    if (patienceSeconds < 1) {
      throw wrong("--patience: " + patienceSeconds + " (expected: 1 or more)");
    }
    if (relabel && skipped) {
      throw wrong("--relabel and --skipped exclude each other (expected: one of them, or none)");
    }
    Request request =
        new Request(
            "estimate",
            signal,
            version,
            TimeOption.of("--from", from, command),
            TimeOption.of("--to", to, command),
            sampleRate,
            relabel,
            skipped);
    return api.run(command, environment, client -> create(client, request), RunText::print);
  }

  private JsonNode create(Api client, Request request) throws CommandFailure {
    PrintWriter err = command.commandLine().getErr();
    JsonNode estimate =
        new RunWatch(client, Duration.ofSeconds(patienceSeconds), err)
            .untilItEnds(client.post(RunCommand.RUNS, request));
    if (estimateOnly || estimate.path("estimate").path("questions").asLong() == 0) {
      return estimate;
    }
    RunText.estimate(estimate).forEach(err::println);
    err.flush();
    confirm(estimate);
    JsonNode run = client.post(RunCommand.RUNS, request.backfill(estimate));
    if (detach) {
      return run;
    }
    err.println(
        "run " + run.path("id").asText() + " (Ctrl-C stops the telling, and the run goes on)");
    err.flush();
    return new RunFollow(client, err, LOOK_EVERY, AS_LONG_AS_IT_TAKES).untilItEnds(run);
  }

  private void confirm(JsonNode estimate) throws CommandFailure {
    if (yes) {
      return;
    }
    Optional<Boolean> answer = confirmation.ask("Go on?");
    if (answer.isEmpty()) {
      throw new CommandFailure(
          "nothing was started: there is no terminal to ask on (--yes goes on without asking,"
              + " --estimate only shows what it would take)",
          estimate);
    }
    if (!answer.get()) {
      throw new CommandFailure("nothing was started", estimate);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
