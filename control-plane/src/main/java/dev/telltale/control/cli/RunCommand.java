// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code telltale run …}: has the past judged, and looks at runs. */
@Command(
    name = "run",
    aliases = "runs",
    description = "Has targets of the past judged, and looks at such runs.",
    synopsisSubcommandLabel = "VERB")
public final class RunCommand extends Noun {
  static final String RUNS = "/api/v1/runs";
  private static final String RUN = "RUN";
  private static final String NAMED = "Its id, as run list prints it.";

  private RunCommand(Map<String, String> environment) {
    super(environment);
  }

  /**
   * Makes the command with all its verbs.
   *
   * @param environment holds {@code TELLTALE_API_URL} and {@code TELLTALE_API_KEY}, if they are set
   */
  public static CommandLine line(Map<String, String> environment) {
    return line(environment, Confirmation.onTerminal());
  }

  static CommandLine line(Map<String, String> environment, Confirmation confirmation) {
    return new CommandLine(new RunCommand(environment))
        .addSubcommand(new RunCreateCommand(environment, confirmation));
  }

  @Command(
      name = "list",
      description = "Lists runs, the newest first; without estimates.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale run list support/user-frustration")
  int list(
      @Mixin ApiOptions api,
      @Parameters(
              paramLabel = "SIGNAL",
              arity = "0..1",
              description = "Only those of one signal: AGENT/SIGNAL, or its name alone.")
          @Nullable String signal,
      @Option(
              names = "--kind",
              paramLabel = "KIND",
              description = "backfill, preview, estimate, distill or canary.")
          @Nullable String kind,
      @Option(names = "--limit", paramLabel = "N", description = "1 to 500; 50 without it.")
          @Nullable Integer limit) {
    String path =
        SignalAddress.at(RUNS)
            .with("signal", signal)
            .with("kind", kind)
            .with("limit", limit)
            .path("");
    return run(api, client -> client.get(path), RunText::list);
  }

  @Command(
      name = "get",
      description = "Shows a run and how far it is.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale run get 0b6f3c5e-1f5e-4f0c-9d8e-2f6f5b7a9c01")
  int get(@Mixin ApiOptions api, @Parameters(paramLabel = RUN, description = NAMED) String run) {
    return run(api, client -> client.get(path(run)), RunText::print);
  }

  @Command(
      name = "cancel",
      description = {
        "Ends a run: nothing more is asked. What is with the judge is still answered, and kept."
      },
      footerHeading = EXAMPLE,
      footer = "  ./telltale run cancel 0b6f3c5e-1f5e-4f0c-9d8e-2f6f5b7a9c01")
  int cancel(@Mixin ApiOptions api, @Parameters(paramLabel = RUN, description = NAMED) String run) {
    return run(api, client -> client.post(path(run) + "/cancel"), RunText::print);
  }

  @Command(
      name = "resume",
      description = "Has a backfill go on that was cancelled or has failed, where it was.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale run resume 0b6f3c5e-1f5e-4f0c-9d8e-2f6f5b7a9c01")
  int resume(@Mixin ApiOptions api, @Parameters(paramLabel = RUN, description = NAMED) String run) {
    return run(api, client -> client.post(path(run) + "/resume"), RunText::print);
  }

  @Command(
      name = "poll",
      description = "Follows a run until it ends. Whoever stops it stops only the telling.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale run poll 0b6f3c5e-1f5e-4f0c-9d8e-2f6f5b7a9c01 --timeout 3600")
  int poll(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = RUN, description = NAMED) String run,
      @Option(
              names = "--timeout",
              paramLabel = "SECONDS",
              defaultValue = "600",
              description = "When it gives up; the run goes on. ${DEFAULT-VALUE} without it.")
          int timeout,
      @Option(
              names = "--interval",
              paramLabel = "SECONDS",
              defaultValue = "10",
              description = "Between two looks; ${DEFAULT-VALUE} without it.")
          int interval) {
    if (timeout < 1 || interval < 1) {
      throw new ParameterException(
          command.commandLine(), "--timeout and --interval (expected: 1 or more)");
    }
    return run(
        api,
        client ->
            new RunFollow(
                    client,
                    command.commandLine().getErr(),
                    Duration.ofSeconds(interval),
                    Duration.ofSeconds(timeout))
                .untilItEnds(client.get(path(run))),
        RunText::print);
  }

  private static String path(String run) {
    return RUNS + '/' + Api.encoded(run);
  }
}
