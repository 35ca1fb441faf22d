// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code telltale signal canary}: whether a judge still agrees with people. */
@Command(
    name = "canary",
    description = {
      "Shows how far a signal's judge agrees with what people have labelled: asked again every day"
          + " and after each change of version or judge.",
      "--run asks now: one call of the judge for each target, at most 100, and nothing is kept but"
          + " the comparison."
    },
    footerHeading = "%nExample:%n",
    footer = "  ./telltale signal canary support/user-frustration --run")
public final class CanaryCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Spec private CommandSpec command = CommandSpec.create();
  @Mixin private ApiOptions api = new ApiOptions();

  @Parameters(paramLabel = "SIGNAL", description = "AGENT/SIGNAL, as signal list prints it.")
  private String signal = "";

  @Option(names = "--run", description = "Asks now, and waits for it.")
  private boolean run;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "How long nothing may happen before it asks what is missing; ${DEFAULT-VALUE} without"
              + " it.")
  private int patienceSeconds = 30;

  /**
   * Makes the command.
   *
   * @param environment holds {@code TELLTALE_API_URL} and {@code TELLTALE_API_KEY}, if they are set
   */
  public CanaryCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    if (patienceSeconds < 1) {
      throw new ParameterException(
          command.commandLine(), "--patience: " + patienceSeconds + " (expected: 1 or more)");
    }
    String path = SignalAddress.of(signal, command).path("/canary");
    PrintWriter err = command.commandLine().getErr();
    return api.run(
        command,
        environment,
        client -> {
          if (run) {
            JsonNode asked = client.post(path);
            new RunWatch(client, Duration.ofSeconds(patienceSeconds), err).untilItEnds(asked);
          }
          return client.get(path);
        },
        CanaryText::print);
  }
}
