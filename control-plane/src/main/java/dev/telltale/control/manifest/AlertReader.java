// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.NoDataPolicy;
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
              "value",
              "comparison",
              "fires",
              "recovery",
              "window",
              "minLabels",
              "minLabelsIn",
              "significance",
              "fireFromZero",
              "cooldown",
              "severity",
              "noData",
              "notifyRecovery",
              "notify",
              "enabled"));
  private static final int MOST_CHANNELS = 10;

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
    Condition condition = new ConditionReader(fields, times).read();
    Duration cooldown = duration(fields.get("cooldown"), times::allowsCooldown, times.cooldowns());
    Severity severity = fields.get("severity").choice(Words.all(Severity.class));
    NoDataPolicy noData = fields.get("noData").choice(Words.all(NoDataPolicy.class));
    boolean notifyRecovery = fields.get("notifyRecovery").flag(true);
    List<Channel> channels = channels(fields.get("notify"));
    boolean enabled = fields.get("enabled").flag(true);
    if (!fields.isSound() || condition == null) {
      return Optional.empty();
    }
    return Optional.of(
        new AlertDraft(
            fields.place(),
            signal,
            alert,
            name == null ? alert : name,
            condition,
            cooldown == null ? Duration.ZERO : cooldown,
            severity == null ? Severity.WARNING : severity,
            noData == null ? NoDataPolicy.KEEP : noData,
            notifyRecovery,
            channels,
            enabled,
            false,
            false));
  }

  static @Nullable Duration duration(Value field, Predicate<Duration> allowed, String expected) {
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
      return List.of();
    }
    Set<Channel> channels = new LinkedHashSet<>();
    for (Value item : items) {
      String text = item.raw(ChannelText.EXPECTED);
      Optional<Channel> channel = text == null ? Optional.empty() : ChannelText.read(text);
      if (text != null && channel.isEmpty()) {
        item.problem(Value.shown(text) + " (expected: " + ChannelText.EXPECTED + ")");
      } else if (channel.isPresent() && !channels.add(channel.get())) {
        item.problem(text + " is given twice");
      }
    }
    return List.copyOf(channels);
  }
}
