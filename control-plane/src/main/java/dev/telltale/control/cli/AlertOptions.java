// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What can be said of an alert: the same when it is created and when it is edited. */
final class AlertOptions {
  @Option(names = "--name", paramLabel = "NAME", description = "What people read.")
  private @Nullable String name;

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      description = "true_rate, value_count, value_share, label_volume or judge_agreement.")
  private @Nullable String metric;

  @Option(
      names = {"--value", "--string-label"},
      paramLabel = "OUTCOME",
      description = "The label that value_count and value_share count.")
  private @Nullable String value;

  @Option(
      names = "--comparison",
      paramLabel = "COMPARISON",
      description =
          "absolute; percent_change or percentage_points against the window before. Never"
              + " guessed.")
  private @Nullable String comparison;

  @Option(
      names = "--fires",
      paramLabel = "WORDS",
      description =
          "'at or above 0.3', 'at or below 5', 'rises by 20' or 'falls by 20'. 'at 0.3' and 'by"
              + " 20' take the direction from the outcome's sentiment.")
  private @Nullable String fires;

  @Option(
      names = "--threshold",
      paramLabel = "NUMBER",
      description = "The same as --fires in parts, with --comparison and perhaps --operator.")
  private @Nullable BigDecimal threshold;

  @Option(
      names = "--operator",
      paramLabel = "gte|lte",
      description = "With --threshold: at or above (rises by), or at or below (falls by).")
  private @Nullable String operator;

  @Option(
      names = "--recovery",
      paramLabel = "NUMBER",
      description = "Fires until it is past this, in the unit of --fires; empty for its line.")
  private @Nullable String recovery;

  @Option(
      names = "--window",
      paramLabel = "LENGTH",
      description = "5m, 10m, 15m, 30m, 1h, 3h, 6h, 24h or 48h.")
  private @Nullable String window;

  @Option(
      names = {"--min-labels", "--min-label-count"},
      paramLabel = "N",
      description = "Fewer labels than this are no data.")
  private @Nullable Long minLabels;

  @Option(
      names = "--min-labels-in",
      paramLabel = "both|current",
      description = "Which windows need so many labels, for a change; both without it.")
  private @Nullable String minLabelsIn;

  @Option(
      names = "--significant",
      negatable = true,
      description = "A change of a rate must also be significant.")
  private @Nullable Boolean significant;

  @Option(
      names = "--confidence",
      paramLabel = "PERCENT",
      description = "How significant, for one look: 99.9 without it.")
  private @Nullable BigDecimal confidence;

  @Option(
      names = "--evaluations",
      paramLabel = "N",
      description = "In how many evaluations in a row: 3 without it.")
  private @Nullable Integer evaluations;

  @Option(
      names = "--fire-from-zero",
      negatable = true,
      description = "A percent change from zero counts as crossed.")
  private @Nullable Boolean fireFromZero;

  @Option(
      names = "--cooldown",
      paramLabel = "LENGTH",
      description = "Silence after a firing that was told: 0, 15m, 1h, 6h or 24h.")
  private @Nullable String cooldown;

  @Option(names = "--severity", paramLabel = "WORD", description = "info, warning or critical.")
  private @Nullable String severity;

  @Option(
      names = "--no-data",
      paramLabel = "keep|ok|notify",
      description = "What a window without enough labels means.")
  private @Nullable String noData;

  @Option(
      names = "--notify-recovery",
      negatable = true,
      description = "Whether a recovery is told; it is without it.")
  private @Nullable Boolean notifyRecovery;

  @Option(
      names = "--notify",
      paramLabel = "CHANNEL",
      split = ",",
      description =
          "console, slack, slack:#CHANNEL, email, webhook:NAME, alertmanager: a,b or repeated."
              + " Replaces all.")
  private List<String> channels = new ArrayList<>();

  @Option(
      names = "--yes",
      description = "For a neutral outcome without a direction: much of it is bad.")
  private boolean yes;

  @Option(names = "--dry-run", description = "Says what would happen, and changes nothing.")
  private boolean dryRun;

  /** Null for false, as a parameter is left out then. */
  @Nullable String dryRun() {
    return dryRun ? "true" : null;
  }

  @Nullable String confirmed() {
    return yes ? "true" : null;
  }

  /** A name for keys, made of the name that people read. */
  String slug(CommandSpec command) {
    String slug = Slug.of(name);
    if (slug.isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "no name for the alert (expected: --name with a Latin letter, or --alert)");
    }
    return slug;
  }

  /** The fields that were given, as manifests call them. */
  Map<String, @Nullable Object> fields(CommandSpec command) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    put(fields, "name", name);
    put(fields, "metric", metric);
    put(fields, "value", value);
    put(fields, "comparison", comparison());
    put(fields, "fires", line(command));
    if (recovery != null) {
      fields.put("recovery", recovery.isEmpty() ? null : number(recovery, command));
    }
    put(fields, "window", window);
    put(fields, "minLabels", minLabels);
    put(fields, "minLabelsIn", minLabelsIn);
    put(fields, "significance", significance());
    put(fields, "fireFromZero", fireFromZero);
    put(fields, "cooldown", cooldown);
    put(fields, "severity", severity);
    put(fields, "noData", noData);
    put(fields, "notifyRecovery", notifyRecovery);
    put(fields, "notify", channels.isEmpty() ? null : channels);
    return fields;
  }

  /** The hosted command line's word is taken, too. */
  private @Nullable String comparison() {
    return "pct_change".equals(comparison) ? "percent_change" : comparison;
  }

  private @Nullable String line(CommandSpec command) {
    if (threshold == null) {
      if (operator != null) {
        throw wrong(command, "--operator without --threshold (expected: both, or --fires)");
      }
      return fires;
    }
    if (fires != null || comparison == null) {
      throw wrong(command, "--threshold (expected: with --comparison, and without --fires)");
    }
    if (operator != null && !operator.equals("gte") && !operator.equals("lte")) {
      throw wrong(command, "--operator " + operator + " (expected: gte or lte)");
    }
    if ("absolute".equals(comparison)) {
      String side =
          operator == null ? "at" : operator.equals("gte") ? "at or above" : "at or below";
      return side + ' ' + threshold.toPlainString();
    }
    String way = operator == null ? "by" : operator.equals("gte") ? "rises by" : "falls by";
    return way + ' ' + ("lte".equals(operator) ? threshold.abs() : threshold).toPlainString();
  }

  private @Nullable Object significance() {
    if (confidence == null && evaluations == null) {
      return significant;
    }
    Map<String, Object> wanted = new LinkedHashMap<>();
    if (confidence != null) {
      wanted.put("confidence", confidence);
    }
    if (evaluations != null) {
      wanted.put("evaluations", evaluations);
    }
    return wanted;
  }

  private static BigDecimal number(String text, CommandSpec command) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw wrong(command, "--recovery " + text + " (expected: a number)");
    }
  }

  private static ParameterException wrong(CommandSpec command, String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private static void put(
      Map<String, @Nullable Object> fields, String field, @Nullable Object value) {
    if (value != null) {
      fields.put(field, value);
    }
  }
}
