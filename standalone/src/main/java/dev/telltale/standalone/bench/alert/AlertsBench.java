// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.alert;

import dev.telltale.standalone.bench.Figures;
import dev.telltale.standalone.bench.Wait;
import dev.telltale.standalone.bench.assembly.Cluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** What the evaluation of alerts takes, and their delivery. */
public final class AlertsBench {
  private static final String TICK = "tick-1000-rules-48h";
  private static final String FOLD = "fold";
  private static final String DELIVER = "deliver";
  private static final List<String> CASES = List.of(TICK, FOLD, DELIVER);
  private static final int RULES = 1000;

  private final Settings settings;
  private final Wait wait;

  /**
   * What to do.
   *
   * @param labels of the fold
   * @param ticks how often all rules are evaluated
   * @param alerts that are delivered
   * @param only the cases to measure; none for all
   */
  public record Settings(int labels, int ticks, int alerts, List<String> only) {
    /** Refuses what would measure nothing. */
    public Settings {
      only = List.copyOf(only);
      if (labels < 1) {
        throw new IllegalArgumentException("--labels: " + labels + " (expected: 1 or more)");
      }
      if (ticks < 1) {
        throw new IllegalArgumentException("--ticks: " + ticks + " (expected: 1 or more)");
      }
      if (alerts < 1) {
        throw new IllegalArgumentException("--alerts: " + alerts + " (expected: 1 or more)");
      }
      if (!CASES.containsAll(only)) {
        throw new IllegalArgumentException("--only: " + only + " (expected: of " + CASES + ")");
      }
    }

    boolean has(String name) {
      return only.isEmpty() || only.contains(name);
    }
  }

  /**
   * Makes a benchmark.
   *
   * @param said hears how far it is
   */
  public AlertsBench(Settings settings, PrintWriter said) {
    this.settings = settings;
    this.wait = new Wait(said);
  }

  /**
   * Measures.
   *
   * @param folder for Kafka's data and the evaluation's
   */
  public Figures run(Path folder) throws IOException, InterruptedException {
    Figures figures = new Figures("alerts");
    wait.say("starting Kafka");
    try (Cluster cluster = new Cluster(folder.resolve("kafka"))) {
      if (settings.has(FOLD)) {
        new Fold(cluster, folder, wait).measure(FOLD, settings.labels(), figures);
      }
      if (settings.has(TICK)) {
        new Tick(cluster, folder, wait).measure(TICK, RULES, settings.ticks(), figures);
      }
      if (settings.has(DELIVER)) {
        new Deliver(cluster, folder, wait).measure(DELIVER, settings.alerts(), figures);
      }
    }
    return figures;
  }
}
