// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.control.cli.ApiKey;
import dev.telltale.standalone.demo.SteadyTraffic;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** An example agent for an installation that has none yet. */
@Command(
    name = "traffic",
    description = {
      "Sends the demo's conversations to a gateway, over and over, as an instrumented agent would,"
          + " until it is stopped. TELLTALE_API_KEY holds the access key, or TELLTALE_API_KEY_FILE"
          + " names its file.",
      "Example: telltale traffic --endpoint http://127.0.0.1:4318 --rate 20"
    },
    mixinStandardHelpOptions = true)
final class TrafficCommand implements Callable<Integer> {
  private static final long MOST_A_MINUTE = 6_000;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Map<String, String> environment;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:4318",
      description = "The gateway's OTLP/HTTP address; ${DEFAULT-VALUE} without it.")
  private URI endpoint = URI.create("http://127.0.0.1:4318");

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "20",
      description = "Conversations a minute, 1 to 6000; ${DEFAULT-VALUE} without it.")
  private long rate;

  @Option(
      names = "--conversations",
      paramLabel = "N",
      description =
          "End after so many; then the exit code is 1 if spans did not arrive. Without it: until"
              + " stopped.")
  private @Nullable Long conversations;

  TrafficCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = command().getErr();
    check();
    SteadyTraffic traffic =
        new SteadyTraffic(
            endpoint, ApiKey.of(environment), MINUTE.dividedBy(rate), InstantSource.system(), err);
    if (conversations != null) {
      try (traffic) {
        return traffic.play(conversations) == 0
            ? CommandLine.ExitCode.OK
            : CommandLine.ExitCode.SOFTWARE;
      }
    }
    Thread agent = new Thread(() -> playOn(traffic), "example-agent");
    agent.setDaemon(true);
    agent.start();
    new UntilStopped(traffic, () -> err.println("telltale: stopping")).hold();
    return CommandLine.ExitCode.OK;
  }

  private static void playOn(SteadyTraffic traffic) {
    try {
      traffic.play(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void check() {
    if (endpoint.getHost() == null || !String.valueOf(endpoint.getScheme()).matches("https?")) {
      throw wrong("--endpoint: " + endpoint + " (expected: http://HOST:PORT)");
    }
    if (rate < 1 || rate > MOST_A_MINUTE) {
      throw wrong("--rate: " + rate + " (expected: 1 to " + MOST_A_MINUTE + ")");
    }
    if (conversations != null && conversations < 1) {
      throw wrong("--conversations: " + conversations + " (expected: 1 or more)");
    }
  }

  private CommandLine.ParameterException wrong(String message) {
    return new CommandLine.ParameterException(command(), message);
  }

  private CommandLine command() {
    return Objects.requireNonNull(spec).commandLine();
  }
}
