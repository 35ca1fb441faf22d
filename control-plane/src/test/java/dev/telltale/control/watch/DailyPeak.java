// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.watch;

import dev.telltale.alert.backtest.Backtest;
import dev.telltale.alert.backtest.Backtester;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.alert.WindowCounts;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A past in which the metric is 0.1, but half as high again as the threshold from noon to five past
 * on each day, with no labels at midnight. The first minute of a peak is told, the last silenced.
 */
public final class DailyPeak implements Backtester {
  @Override
  public Backtest run(AlertRule rule, Instant from, Instant to) {
    List<Backtest.Point> points = new ArrayList<>();
    List<AlertEvent> events = new ArrayList<>();
    for (Instant end = from; !end.isAfter(to); end = end.plus(Duration.ofMinutes(1))) {
      int minute = end.atOffset(ZoneOffset.UTC).toLocalTime().toSecondOfDay() / 60;
      boolean crossed = minute >= 720 && minute < 725;
      double value = crossed ? 1.5 * rule.getThreshold() : 0.1;
      points.add(
          new Backtest.Point(
              end,
              minute == 0 ? OptionalDouble.empty() : OptionalDouble.of(value),
              minute == 0 ? 0 : 40,
              crossed));
      if (minute == 720 || minute == 724) {
        events.add(event(rule, end, value, minute == 720));
      }
    }
    return new Backtest(points, events, points.size(), from);
  }

  private static AlertEvent event(AlertRule rule, Instant end, double value, boolean told) {
    return AlertEvent.newBuilder()
        .setEventId("e" + end.getEpochSecond())
        .setRule(rule)
        .setTransition(Transition.FIRED)
        .setObserved(value)
        .setWindow(
            WindowCounts.newBuilder()
                .setFrom(end.minusMillis(rule.getWindowMs()))
                .setTo(end)
                .setLabels(40)
                .setMatching(20)
                .setVerdicts(40)
                .build())
        .setNotify(told)
        .setTriggeredAt(end)
        .build();
  }
}
