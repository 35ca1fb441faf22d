// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.MinLabelsIn;
import dev.telltale.schemas.alert.Significance;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads when an alert fires. */
final class ConditionReader {
  private static final Map<String, AlertMetric> METRICS =
      Arrays.stream(AlertMetric.values())
          .filter(metric -> metric != AlertMetric.PIPELINE_LAG)
          .collect(Collectors.toMap(Words::of, metric -> metric, (a, b) -> a, LinkedHashMap::new));
  private static final Set<AlertMetric> OF_A_VALUE =
      Set.of(AlertMetric.VALUE_COUNT, AlertMetric.VALUE_SHARE);
  private static final Set<String> OF_SIGNIFICANCE = Set.of("confidence", "evaluations");
  private static final long MOST_LABELS = 1_000_000_000L;
  private static final double MOST = 1e12;
  private static final int LONGEST_VALUE = 64;

  private final Fields fields;
  private final AlertTimes times;

  ConditionReader(Fields fields, AlertTimes times) {
    this.fields = fields;
    this.times = times;
  }

  /** Reads it; null when it is not whole, which is noted. */
  @Nullable Condition read() {
    AlertMetric metric = fields.get("metric").choice(METRICS);
    Comparison comparison = fields.get("comparison").choice(Words.all(Comparison.class));
    if (comparison == Comparison.PERCENTAGE_POINTS && metric != null && !Line.isRate(metric)) {
      fields
          .get("comparison")
          .problem(
              "percentage_points (expected: absolute or percent_change, as "
                  + Words.of(metric)
                  + " is no rate)");
    }
    String value = value(metric);
    Line line = Line.read(fields.get("fires"), metric, comparison);
    Double recovery = recovery(metric, comparison);
    Duration window =
        AlertReader.duration(fields.get("window"), times::allowsWindow, times.windows());
    long minLabels = minLabels(metric, comparison);
    MinLabelsIn minLabelsIn = minLabelsIn(comparison);
    Significance significance = significance(metric, comparison);
    boolean fireFromZero = fireFromZero(comparison);
    if (metric == null || comparison == null || line == null || window == null) {
      return null;
    }
    Crossing written = new Crossing(null, line.amount(), recovery);
    return new Condition(
        metric,
        value,
        comparison,
        line.operator() == null ? written : written.toward(line.operator(), comparison),
        window,
        minLabels,
        minLabelsIn,
        significance,
        fireFromZero);
  }

  private @Nullable String value(@Nullable AlertMetric metric) {
    Value field = fields.get("value");
    if (metric == null) {
      return null;
    }
    if (OF_A_VALUE.contains(metric)) {
      fields.need("value");
    } else if (!field.isAbsent()) {
      field.problem("only for metric: value_count or value_share");
      return null;
    }
    return field.word(LONGEST_VALUE);
  }

  private @Nullable Double recovery(@Nullable AlertMetric metric, @Nullable Comparison comparison) {
    Value field = fields.get("recovery");
    if (field.isAbsent()) {
      return null;
    }
    double recovery = field.number(-MOST, MOST, 0);
    String wrong = comparison == Comparison.ABSOLUTE ? Line.wrongLevel(recovery, metric) : null;
    if (wrong != null) {
      field.problem(Line.plain(recovery) + " (expected: " + wrong + ")");
    }
    return recovery;
  }

  private long minLabels(@Nullable AlertMetric metric, @Nullable Comparison comparison) {
    Value field = fields.get("minLabels");
    long least = field.count(MOST_LABELS, 0);
    if (least > 0 && metric == AlertMetric.LABEL_VOLUME && comparison == Comparison.ABSOLUTE) {
      field.problem("has no meaning for a number of labels: fires says how many (expected: none)");
    }
    return least;
  }

  private MinLabelsIn minLabelsIn(@Nullable Comparison comparison) {
    Value field = fields.get("minLabelsIn");
    if (!field.isAbsent() && comparison == Comparison.ABSOLUTE) {
      field.problem("only for a change: absolute looks at one window");
    }
    MinLabelsIn where = field.choice(Words.all(MinLabelsIn.class));
    return where == null ? MinLabelsIn.BOTH : where;
  }

  private boolean fireFromZero(@Nullable Comparison comparison) {
    Value field = fields.get("fireFromZero");
    boolean wanted = field.flag(false);
    if (wanted && comparison != null && comparison != Comparison.PERCENT_CHANGE) {
      field.problem("only for comparison: percent_change");
    }
    return wanted;
  }

  private @Nullable Significance significance(
      @Nullable AlertMetric metric, @Nullable Comparison comparison) {
    Value field = fields.get("significance");
    Significance wanted = field.isMapping() ? significance(field) : flag(field);
    if (wanted != null && metric != null && !Line.isRate(metric)) {
      field.problem("only for true_rate, value_share and judge_agreement");
    } else if (wanted != null && comparison == Comparison.ABSOLUTE) {
      field.problem("only for a change (expected: percent_change or percentage_points)");
    }
    return wanted;
  }

  private static @Nullable Significance flag(Value field) {
    return field.flag(false) ? Significance.newBuilder().build() : null;
  }

  private static Significance significance(Value field) {
    Significance.Builder wanted = Significance.newBuilder();
    field
        .entries()
        .forEach(
            (name, value) -> {
              if (!OF_SIGNIFICANCE.contains(name)) {
                value.problem(Value.shown(name) + ": unknown (expected: confidence, evaluations)");
              }
            });
    Value confidence = field.entries().get("confidence");
    if (confidence != null) {
      double percent = confidence.number(50, 99.9999, 99.9);
      wanted.setConfidence(BigDecimal.valueOf(percent).movePointLeft(2).doubleValue());
    }
    Value evaluations = field.entries().get("evaluations");
    if (evaluations != null) {
      double times = evaluations.number(1, 60, 3);
      if (times != Math.rint(times)) {
        evaluations.problem(Line.plain(times) + " (expected: a whole number from 1 to 60)");
      }
      wanted.setEvaluations((int) times);
    }
    return wanted.build();
  }
}
