// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.standalone.bench.Figures;
import dev.telltale.standalone.bench.alert.AlertsBench;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the alert stream. */
@Command(
    name = "alerts",
    description = {
      "Measures the alert stream with one thread on an embedded Kafka; broker and alert stream share",
      "the machine.",
      "tick-1000-rules-48h: 1,000 rules at one instant, each a percent change over 48 h on a signal",
      "of its own. tick_seconds is from the first rule to the last; tick_cpu_seconds is all that the",
      "thread did for it.",
      "fold: a backlog of labels, each of another target. bytes_per_label is what is kept of one on",
      "disk and what was written of it to changelogs, before they are compacted and compressed.",
      "deliver: labels that alerts fire on, one at a time, and a Slack on this machine; a window ends",
      "every second. label_to_slack_p50_seconds and label_to_slack_p99_seconds are from the record",
      "that made the window due, a tick or a label, to the request; stored_to_slack_... are from the",
      "label itself, which waits for its window's end.",
      "Example: telltale bench alerts --only fold --json"
    },
    mixinStandardHelpOptions = true)
final class AlertsBenchCommand extends BenchCommand.Measuring {
  @Option(
      names = "--labels",
      paramLabel = "N",
      defaultValue = "300000",
      description = "Of the fold; 300000 without it.")
  private int labels;

  @Option(
      names = "--ticks",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often all rules are evaluated, of which the median counts; 5 without it.")
  private int ticks;

  @Option(
      names = "--alerts",
      paramLabel = "N",
      defaultValue = "200",
      description = "That are delivered; 200 without it.")
  private int alerts;

  @Option(
      names = "--only",
      paramLabel = "CASE",
      split = ",",
      description = "Of tick-1000-rules-48h, fold and deliver, those to measure; all without it.")
  private List<String> only = List.of();

  @Override
  Figures measure(Path folder, PrintWriter said) throws IOException, InterruptedException {
    return new AlertsBench(new AlertsBench.Settings(labels, ticks, alerts, only), said).run(folder);
  }
}
