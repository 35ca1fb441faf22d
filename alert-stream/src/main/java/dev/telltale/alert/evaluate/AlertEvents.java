// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telltale.alert.window.Counts;
import dev.telltale.alert.window.Cover.Span;
import dev.telltale.alert.window.Interval;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.alert.WindowCounts;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** Writes down what a rule did, with all that it was decided from. */
final class AlertEvents {
  private AlertEvents() {}

  static AlertEvent event(
      AlertRule rule,
      Standing.Change change,
      Span window,
      Counts counts,
      Reading reading,
      List<String> evidence,
      Instant triggeredAt) {
    return AlertEvent.newBuilder()
        .setEventId(id(rule, change.transition(), window.to()))
        .setRule(rule)
        .setTransition(change.transition())
        .setObserved(reading.observed().isPresent() ? reading.observed().getAsDouble() : null)
        .setWindow(
            WindowCounts.newBuilder()
                .setFrom(Instant.ofEpochMilli(window.from()))
                .setTo(Instant.ofEpochMilli(window.to()))
                .setLabels(counts.labels())
                .setMatching(reading.matching())
                .setVerdicts(counts.verdicts())
                .build())
        .setIntervalLow(reading.interval().map(Interval::low).orElse(null))
        .setIntervalHigh(reading.interval().map(Interval::high).orElse(null))
        .setEvidence(evidence)
        .setNotify(change.told())
        .setTriggeredAt(triggeredAt)
        .build();
  }

  /**
   * SHA-256 over the alert's id, the rule's revision, the window's end in milliseconds and the
   * transition, joined by a zero byte; the first 32 hexadecimal digits. So one window makes at most
   * one event of a kind, however often it is evaluated.
   */
  static String id(AlertRule rule, Transition transition, long windowEnd) {
    String text =
        AlertId.of(rule).text()
            + '\0'
            + rule.getRevision()
            + '\0'
            + windowEnd
            + '\0'
            + transition.name();
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
