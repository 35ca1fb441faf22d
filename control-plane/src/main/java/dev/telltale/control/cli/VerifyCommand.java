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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code telltale signal verify}: shows what a signal would say, and keeps nothing of it. */
@Command(
    name = "verify",
    description = {
      "Judges a signal's most recent targets and shows what it says of each; nothing is kept.",
      "Drafts can be verified too. The filter counts, the sample rate does not. Every verdict is a"
          + " call of the judge. Ctrl-C stops it."
    },
    footerHeading = "%nExample:%n",
    footer = "  ./telltale signal verify support/user-frustration --against 1")
public final class VerifyCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Spec private CommandSpec command = CommandSpec.create();
  @Mixin private ApiOptions api = new ApiOptions();

  @Parameters(
      paramLabel = "SIGNAL",
      description = "AGENT/SIGNAL, or the signal's name where only one agent has it.")
  private String signal = "";

  @Option(
      names = "--sample-size",
      paramLabel = "N",
      defaultValue = "20",
      description = "So many targets at most, 1 to 100; ${DEFAULT-VALUE} without it.")
  private int sampleSize = 20;

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
      description = "Judges with this version; the newest without it.")
  private @Nullable Integer version;

  @Option(
      names = "--against",
      paramLabel = "VERSION",
      description = "Judges the same targets with this version too, and lists where they differ.")
  private @Nullable Integer against;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "How long nothing may happen before it asks what is missing; ${DEFAULT-VALUE} without"
              + " it.")
  private int patienceSeconds = 30;

  private record Request(
      String kind,
      String signal,
      @Nullable Integer version,
      @Nullable Integer against,
      int sampleSize,
      @Nullable String from,
      @Nullable String to) {}

  /**
   * Makes the command.
   *
   * @param environment holds {@code TELLTALE_API_URL} and {@code TELLTALE_API_KEY}, if they are set
   */
  public VerifyCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    if (sampleSize < 1 || sampleSize > 100) {
      throw wrong("--sample-size: " + sampleSize + " (expected: 1 to 100)");
    }
    if (patienceSeconds < 1) {
      throw wrong("--patience: " + patienceSeconds + " (expected: 1 or more)");
    }
    Request request =
        new Request(
            "preview",
            signal,
            version,
            against,
            sampleSize,
            TimeOption.of("--from", from, command),
            TimeOption.of("--to", to, command));
    PrintWriter err = command.commandLine().getErr();
    return api.run(
        command,
        environment,
        client -> {
          JsonNode asked = client.post("/api/v1/runs", request);
          return new RunWatch(client, Duration.ofSeconds(patienceSeconds), err).untilItEnds(asked);
        },
        (answer, out) -> VerifyText.of(answer).forEach(out::println));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
