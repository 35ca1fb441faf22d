// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import dev.telltale.alert.evaluate.EvaluateMetrics.Rolling;
import dev.telltale.alert.window.Counts;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.label.Interval;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The gauges of what lives in one partition of labels: they come and go together. */
final class PartitionGauges {
  private static final String TRUE = "true";

  private final MultiGauge trueRate;
  private final MultiGauge share;
  private final MultiGauge low;
  private final MultiGauge high;
  private final MultiGauge coverage;
  private final MultiGauge volume;
  private final AgreementGauges agreement;
  private final RuleGauges rules;

  PartitionGauges(MeterRegistry registry) {
    trueRate =
        gauge(registry, "telltale.signal.true.rate", "share of labels that are true, 0 to 1");
    share = gauge(registry, "telltale.signal.value.share", "share of labels with a value, 0 to 1");
    low = gauge(registry, "telltale.signal.interval.low", "lower end of a share's 95 % interval");
    high = gauge(registry, "telltale.signal.interval.high", "upper end of a share's 95 % interval");
    coverage =
        gauge(registry, "telltale.signal.coverage", "targets with a label / with any verdict");
    volume = gauge(registry, "telltale.signal.label.volume", "targets with a label");
    agreement = new AgreementGauges(registry);
    rules = new RuleGauges(registry);
  }

  /** Shows these windows and no others. */
  void rolling(Collection<Rolling> windows) {
    List<Row<?>> rates = new ArrayList<>();
    List<Row<?>> shares = new ArrayList<>();
    List<Row<?>> lows = new ArrayList<>();
    List<Row<?>> highs = new ArrayList<>();
    List<Row<?>> coverages = new ArrayList<>();
    List<Row<?>> volumes = new ArrayList<>();
    agreement.show(windows);
    for (Rolling window : windows) {
      if (window.ofChecks()) {
        continue;
      }
      Counts counts = window.counts();
      Tags tags =
          AlertMeters.signal(
                  window.signal().project(), window.signal().agent(), window.signal().signal())
              .and("window", length(window.window()));
      volumes.add(Row.of(tags, counts.labels()));
      if (counts.verdicts() > 0) {
        coverages.add(Row.of(tags, (double) counts.labels() / counts.verdicts()));
      }
      if (counts.labels() > 0) {
        boolean binary = isBinary(counts);
        if (binary) {
          rates.add(Row.of(tags, (double) counts.of(TRUE) / counts.labels()));
        }
        for (String value : binary ? List.of(TRUE) : counts.values().keySet()) {
          Tags ofValue = tags.and("value", value);
          Interval interval = Interval.wilson95(counts.of(value), counts.labels());
          lows.add(Row.of(ofValue, interval.low()));
          highs.add(Row.of(ofValue, interval.high()));
          if (!binary) {
            shares.add(Row.of(ofValue, (double) counts.of(value) / counts.labels()));
          }
        }
      }
    }
    trueRate.register(rates, true);
    share.register(shares, true);
    low.register(lows, true);
    high.register(highs, true);
    coverage.register(coverages, true);
    volume.register(volumes, true);
  }

  /** Shows these states and no others. */
  void states(Collection<AlertRule> current, Collection<AlertState> states) {
    rules.show(current, states);
  }

  static MultiGauge gauge(MeterRegistry registry, String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
  }

  private static boolean isBinary(Counts counts) {
    return counts.of(TRUE) + counts.of("false") == counts.labels();
  }

  static String length(Duration window) {
    long seconds = window.toSeconds();
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
