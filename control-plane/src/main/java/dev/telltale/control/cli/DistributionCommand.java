// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.List;
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

/** {@code telltale signal distribution}: a signal's labels over the time of their targets. */
@Command(
    name = "distribution",
    aliases = "distribution-trends",
    description = {
      "Shows a signal's labels over the time when their targets began, live and backfilled ones:"
          + " each target once, by the verdict that counts."
    },
    footerHeading = Noun.EXAMPLE,
    footer = "  ./telltale signal distribution support/refund-asked --from 2026-03-01")
public final class DistributionCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Spec private CommandSpec command = CommandSpec.create();
  @Mixin private ApiOptions api = new ApiOptions();

  @Parameters(paramLabel = "SIGNAL", description = "AGENT/SIGNAL, as signal list prints it.")
  private String signal = "";

  @Option(names = "--bucket", paramLabel = "minute|hour|day", description = "hour without it.")
  private String bucket = "hour";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "A date, or ISO 8601 with a zone; an hour, 24 hours or 14 days before --to without it.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "The first that is too late; now without it.")
  private @Nullable String to;

  @Option(
      names = "--version",
      paramLabel = "N",
      description = "Only that version's verdicts; without it the one that counts of all.")
  private @Nullable Integer version;

  @Option(
      names = "--timezone",
      paramLabel = "ZONE",
      description = "Whose hours and days, such as Europe/Berlin; UTC without it.")
  private String timezone = "UTC";

  /**
   * Makes the command.
   *
   * @param environment holds {@code TELLTALE_API_URL} and {@code TELLTALE_API_KEY}, if they are set
   */
  public DistributionCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    requireBucket(bucket, List.of("minute", "hour", "day"), command);
    ZoneId zone = TimeOption.zone("--timezone", timezone, command);
    String path =
        SignalAddress.of(signal, command)
            .with("bucket", bucket)
            .with("from", from == null ? null : TimeOption.read("--from", from, zone, command))
            .with("to", to == null ? null : TimeOption.read("--to", to, zone, command))
            .with("version", version)
            .with("timezone", timezone)
            .path("/distribution");
    return api.run(command, environment, client -> client.getPatiently(path), this::print);
  }

  /** Refuses a bucket that there is not. */
  static void requireBucket(String bucket, List<String> known, CommandSpec command) {
    if (!known.contains(bucket)) {
      throw new ParameterException(
          command.commandLine(),
          "--bucket: " + bucket + " (expected: " + String.join(" or ", known) + ")");
    }
  }

  private void print(JsonNode answer, PrintWriter out) {
    new DistributionChart(answer, Screen.width(environment, command)).lines().forEach(out::println);
  }
}
