// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code telltale metrics backfill}: the signals' gauges before anybody scraped them. */
@Command(
    name = "backfill",
    description = {
      "Writes what the gauges of signals would have shown, by the time when targets began: the newest"
          + " whole hour (window=\"1h\") or day (window=\"24h\"), live and backfilled labels alike."
    },
    footerHeading = Noun.EXAMPLE,
    footer = {
      "  ./telltale metrics backfill --from 2026-03-01 --to 2026-03-08 --output past.om",
      "",
      "Load it into a Prometheus: in its data folder, as the user that it runs as",
      "  promtool tsdb create-blocks-from openmetrics --max-block-duration=24h \\",
      "      past.om /var/lib/prometheus/data",
      "It finds the blocks within minutes, and deletes those that are older than its",
      "--storage.tsdb.retention.time. It keeps its last 3 hours in memory: end before",
      "them, and before it scraped Telltale first. To load a file twice changes nothing.",
      "After another backfill of labels, delete the blocks that promtool listed before,",
      "then load the new file."
    })
final class MetricsBackfillCommand implements Callable<Integer> {
  /** The newest that Prometheus does not keep in memory. */
  private static final Duration HEAD = Duration.ofHours(3);

  private static final int MOST_BUCKETS = 720;
  private static final Set<String> OWN = Set.of("project", "agent", "signal", "window", "value");

  private final Map<String, String> environment;
  private final InstantSource time;

  @Spec private CommandSpec command = CommandSpec.create();
  @Mixin private ApiOptions api = new ApiOptions();

  @Parameters(
      paramLabel = "SIGNAL",
      arity = "0..*",
      description = "AGENT/SIGNAL, as signal list prints it; all of the project without any.")
  private List<String> signals = new ArrayList<>();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "TIME",
      description = "The first sample: a date (UTC), or ISO 8601 with a zone.")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "The first sample that is too late; 3 hours ago without it.")
  private @Nullable String to;

  @Option(names = "--bucket", paramLabel = "hour|day", description = "hour without it.")
  private String bucket = "hour";

  @Option(
      names = "--label",
      paramLabel = "NAME=VALUE",
      description =
          "A label that every series has besides, such as job=telltale, once for each: with those of"
              + " the live gauges, the series go on in them.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(names = "--output", paramLabel = "FILE", description = "A file; stdout without it.")
  private @Nullable Path output;

  MetricsBackfillCommand(Map<String, String> environment, InstantSource time) {
    this.environment = Map.copyOf(environment);
    this.time = time;
  }

  @Override
  public Integer call() {
    DistributionCommand.requireBucket(bucket, List.of("hour", "day"), command);
    requireLabels();
    Duration window = bucket.equals("hour") ? Duration.ofHours(1) : Duration.ofDays(1);
    Instant now = time.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant first = TimeOption.read("--from", from, ZoneOffset.UTC, command);
    Instant end =
        to == null ? now.minus(HEAD) : TimeOption.read("--to", to, ZoneOffset.UTC, command);
    if (!first.isBefore(end) || end.isAfter(now)) {
      throw new ParameterException(
          command.commandLine(),
          "--from " + first + " --to " + end + " (expected: --from before --to, both past)");
    }
    return api.run(
        command,
        environment,
        client -> write(client, new GaugeHistory(window, first, end, labels), window, first, end),
        (answer, out) -> print(answer, end.isAfter(now.minus(HEAD)), out));
  }

  private void requireLabels() {
    for (String name : labels.keySet()) {
      if (!name.matches("[a-zA-Z_][a-zA-Z0-9_]*") || name.startsWith("__") || OWN.contains(name)) {
        throw new ParameterException(
            command.commandLine(),
            "--label: " + name + " (expected: a name such as job, none of " + OWN + ")");
      }
    }
    if (output == null && command.commandLine().getParseResult().hasMatchedOption("--json")) {
      throw new ParameterException(
          command.commandLine(), "--json without --output (expected: both)");
    }
  }

  private JsonNode write(
      Api client, GaugeHistory history, Duration window, Instant first, Instant end)
      throws CommandFailure {
    // The bucket that a sample shows ended before it, or just then.
    Instant start = floor(first, window).minus(window);
    Instant stop = floor(end.minusNanos(1), window);
    List<String> names = signals.isEmpty() ? all(client) : signals;
    for (String name : names) {
      for (Instant at = start; at.isBefore(stop); at = at.plus(window.multipliedBy(MOST_BUCKETS))) {
        Instant next = at.plus(window.multipliedBy(MOST_BUCKETS));
        history.take(
            client.getPatiently(
                SignalAddress.of(name, command)
                    .with("bucket", bucket)
                    .with("from", at)
                    .with("to", next.isBefore(stop) ? next : stop)
                    .path("/distribution")));
      }
    }
    if (history.isEmpty()) {
      throw new CommandFailure(
          "no verdicts on targets that began from "
              + start
              + " to "
              + stop
              + " (expected: some; ./telltale signal distribution shows when there are)");
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    GaugeHistory.Written written = write(history);
    answer.put("signals", names.size());
    answer.put("series", written.series());
    answer.put("samples", written.samples());
    answer.put("from", first.toString());
    answer.put("to", end.toString());
    answer.put("file", output == null ? "" : output.toString());
    return answer;
  }

  private static List<String> all(Api client) throws CommandFailure {
    List<String> names = new ArrayList<>();
    client
        .get(SignalAddress.SIGNALS)
        .path("signals")
        .forEach(signal -> names.add(signal.path("key").asText()));
    return names;
  }

  private GaugeHistory.Written write(GaugeHistory history) throws CommandFailure {
    try {
      if (output == null) {
        PrintWriter out = command.commandLine().getOut();
        GaugeHistory.Written written = history.write(out);
        out.flush();
        if (out.checkError()) {
          throw new CommandFailure("the metrics could not be written to their end");
        }
        return written;
      }
      // Under its name only when it is whole.
      Path part = output.resolveSibling(output.getFileName() + ".part");
      GaugeHistory.Written written;
      try (Writer out = Files.newBufferedWriter(part, UTF_8)) {
        written = history.write(out);
      }
      Files.move(part, output, StandardCopyOption.REPLACE_EXISTING);
      return written;
    } catch (IOException e) {
      throw new CommandFailure("file " + output + " cannot be written: " + e.getMessage());
    }
  }

  private void print(JsonNode answer, boolean isRecent, PrintWriter out) {
    PrintWriter said = output == null ? command.commandLine().getErr() : out;
    said.println(
        answer.path("samples").asText()
            + " samples of "
            + answer.path("series").asText()
            + " series, "
            + answer.path("from").asText()
            + " to "
            + answer.path("to").asText());
    if (output != null) {
      said.println(
          "load them: promtool tsdb create-blocks-from openmetrics --max-block-duration=24h "
              + output
              + " DATA-FOLDER");
    }
    if (isRecent) {
      said.println(
          "warning: a Prometheus that runs keeps its last 3 hours in memory (end before them, or"
              + " load this while it is stopped)");
    }
    said.flush();
  }

  private static Instant floor(Instant at, Duration window) {
    long length = window.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), length) * length);
  }
}
