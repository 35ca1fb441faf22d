// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Severity;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads documents of {@code kind: alert}. */
final class AlertReader {
  private static final Set<String> KNOWN =
      new LinkedHashSet<>(
          List.of(
              "kind",
              "agent",
              "signal",
              "alert",
              "name",
              "metric",
              "comparison",
              "fires",
              "window",
              "minLabels",
              "cooldown",
              "severity",
              "notify",
              "enabled"));
  private static final Set<AlertMetric> METRICS =
      Set.of(AlertMetric.TRUE_RATE, AlertMetric.LABEL_VOLUME);
  private static final List<String> CHANNELS = List.of("console", "slack");
  private static final List<String> LATER_CHANNELS = List.of("email", "webhook", "alertmanager");
  private static final int MOST_CHANNELS = 10;
  private static final long MOST_LABELS = 1_000_000_000L;

  private final AlertTimes times;

  AlertReader(AlertTimes times) {
    this.times = times;
  }

  /** Reads a document; empty when something is wrong, which is noted then. */
  Optional<AlertDraft> read(Fields fields) {
    fields.refuseUnknown(KNOWN);
    fields.need("agent", "signal", "alert", "metric", "comparison", "fires", "window");
    SignalName signal = Names.signal(fields);
    String alert = Names.slug(fields.get("alert"));
    String name = fields.get("name").word(Names.LONGEST);
    AlertMetric metric = metric(fields.get("metric"));
    Comparison comparison = comparison(fields.get("comparison"));
    Line line = Line.read(fields.get("fires"), metric);
    Duration window = window(fields.get("window"));
    Duration cooldown = cooldown(fields.get("cooldown"));
    Severity severity = fields.get("severity").choice(Words.all(Severity.class));
    long minLabels = fields.get("minLabels").count(MOST_LABELS, 0);
    List<Channel> channels = channels(fields.get("notify"));
    boolean enabled = fields.get("enabled").flag(true);
    if (!fields.isSound()
        || metric == null
        || comparison == null
        || line == null
        || window == null) {
      return Optional.empty();
    }
    return Optional.of(
        new AlertDraft(
            fields.place(),
            signal,
            alert,
            name == null ? alert : name,
            metric,
            comparison,
            line.operator(),
            line.threshold(),
            window,
            minLabels,
            cooldown,
            severity == null ? Severity.WARNING : severity,
            channels,
            enabled));
  }

  private static @Nullable AlertMetric metric(Value field) {
    AlertMetric metric = field.choice(Words.all(AlertMetric.class));
    if (metric != null && !METRICS.contains(metric)) {
      field.problem(Words.of(metric) + " is not there yet (expected: true_rate or label_volume)");
    }
    return metric;
  }

  private static @Nullable Comparison comparison(Value field) {
    Comparison comparison = field.choice(Words.all(Comparison.class));
    if (comparison != null && comparison != Comparison.ABSOLUTE) {
      field.problem(Words.of(comparison) + " is not there yet (expected: absolute)");
    }
    return comparison;
  }

  private @Nullable Duration window(Value field) {
    return duration(field, times::allowsWindow, times.windows());
  }

  private Duration cooldown(Value field) {
    Duration cooldown = duration(field, times::allowsCooldown, times.cooldowns());
    return cooldown == null ? Duration.ZERO : cooldown;
  }

  private static @Nullable Duration duration(
      Value field, Predicate<Duration> allowed, String expected) {
    String raw = field.raw(expected);
    if (raw == null) {
      return null;
    }
    Optional<Duration> duration = Durations.parse(raw).filter(allowed);
    if (duration.isEmpty()) {
      field.problem(Value.shown(raw) + " (expected: " + expected + ")");
    }
    return duration.orElse(null);
  }

  private static List<Channel> channels(Value field) {
    List<Value> items = field.items(0, MOST_CHANNELS);
    if (items == null) {
      return List.of(new Channel("console", null));
    }
    Set<String> kinds = new LinkedHashSet<>();
    for (Value item : items) {
      String kind = item.raw("console or slack");
      if (kind != null && !CHANNELS.contains(kind)) {
        String what = LATER_CHANNELS.contains(kind) ? " is not there yet" : "";
        item.problem(Value.shown(kind) + what + " (expected: console or slack)");
      } else if (kind != null && !kinds.add(kind)) {
        item.problem(kind + " is given twice");
      }
    }
    return kinds.stream().map(kind -> new Channel(kind, null)).toList();
  }
}
