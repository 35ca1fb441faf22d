// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import dev.telltale.alert.evaluate.EvaluateMetrics.Rolling;
import dev.telltale.alert.window.Counts;
import dev.telltale.schemas.label.Interval;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** How the judges of cascades agree, over the windows of one partition of labels. */
final class AgreementGauges {
  private static final String AGREES = "true";

  private final MultiGauge agreement;
  private final MultiGauge low;
  private final MultiGauge high;

  AgreementGauges(MeterRegistry registry) {
    agreement =
        PartitionGauges.gauge(
            registry,
            "telltale.judge.agreement",
            "share of the checked answers of a cascade's offline judge that the language model"
                + " gave too, 0 to 1");
    low =
        PartitionGauges.gauge(
            registry, "telltale.judge.agreement.low", "lower end of the agreement's 95 % interval");
    high =
        PartitionGauges.gauge(
            registry,
            "telltale.judge.agreement.high",
            "upper end of the agreement's 95 % interval");
  }

  /** Shows the windows of checks among these, and no others. */
  void show(Collection<Rolling> windows) {
    List<Row<?>> rates = new ArrayList<>();
    List<Row<?>> lows = new ArrayList<>();
    List<Row<?>> highs = new ArrayList<>();
    for (Rolling window : windows) {
      Counts counts = window.counts();
      if (window.ofChecks() && counts.labels() > 0) {
        Tags tags =
            AlertMeters.signal(
                    window.signal().project(), window.signal().agent(), window.signal().signal())
                .and("window", PartitionGauges.length(window.window()));
        Interval interval = Interval.wilson95(counts.of(AGREES), counts.labels());
        rates.add(Row.of(tags, (double) counts.of(AGREES) / counts.labels()));
        lows.add(Row.of(tags, interval.low()));
        highs.add(Row.of(tags, interval.high()));
      }
    }
    agreement.register(rates, true);
    low.register(lows, true);
    high.register(highs, true);
  }
}
