// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import java.time.Duration;
import java.util.Comparator;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * Decides which verdict of a target counts, and counts it once, at the time when it was read from
 * the log.
 *
 * <p>A label counts before any failure or skip: that a later attempt failed does not unsay what is
 * known. Then the greatest (version, revision, decided at) counts. Of verdicts with one label id, a
 * label counts before a failure or skip, else the first.
 */
final class LabelFold {
  /**
   * How long a target's verdict is known: a later verdict then counts beside it, not in its place.
   */
  static final Duration VERDICTS_KEPT = Duration.ofDays(35);

  /** How long a pane is kept: two windows of 48 h, and an hour to settle. */
  static final Duration PANES_KEPT = Duration.ofHours(97);

  private static final Comparator<CountedVerdict> PRECEDENCE =
      Comparator.comparing((CountedVerdict verdict) -> verdict.getValue().isPresent())
          .thenComparingInt(CountedVerdict::getVersion)
          .thenComparingLong(CountedVerdict::getRevision)
          .thenComparingLong(CountedVerdict::getDecidedAt);

  private final WindowStore<String, CountedVerdict> verdicts;
  private final Windows windows;
  private final Schedule schedule;

  LabelFold(WindowStore<String, CountedVerdict> verdicts, Windows windows, Schedule schedule) {
    this.verdicts = verdicts;
    this.windows = windows;
    this.schedule = schedule;
  }

  /**
   * Takes a live verdict in.
   *
   * @param signal the text of its signal's key
   * @param at when it was read, by the log
   * @param clock the highest such time so far
   */
  void fold(String signal, Label label, long at, long clock) {
    String key = signal + '\0' + label.getTargetId();
    CountedVerdict next = verdict(label, schedule.paneOf(at));
    KeyValue<Long, CountedVerdict> before = counted(key, clock);
    if (before != null) {
      if (!replaces(before.value, next)) {
        return;
      }
      retract(signal, label.getTargetId(), before.value, clock);
      verdicts.put(key, null, before.key);
    }
    verdicts.put(key, next, at);
    windows.add(signal, label.getTargetId(), next.getValue().orElse(null), next.getPane());
  }

  private void retract(String signal, String target, CountedVerdict verdict, long clock) {
    if (verdict.getPane() >= clock - PANES_KEPT.toMillis()) {
      windows.remove(signal, target, verdict.getValue().orElse(null), verdict.getPane());
    }
  }

  private @Nullable KeyValue<Long, CountedVerdict> counted(String key, long clock) {
    try (WindowStoreIterator<CountedVerdict> stored =
        verdicts.fetch(key, clock - VERDICTS_KEPT.toMillis(), clock)) {
      return stored.hasNext() ? stored.next() : null;
    }
  }

  private static boolean replaces(CountedVerdict before, CountedVerdict next) {
    if (before.getLabelId().equals(next.getLabelId())) {
      return before.getValue().isEmpty() && next.getValue().isPresent();
    }
    return PRECEDENCE.compare(next, before) > 0;
  }

  private static CountedVerdict verdict(Label label, long pane) {
    return CountedVerdict.newBuilder()
        .setLabelId(label.getLabelId())
        .setVersion(label.getVersion())
        .setRevision(label.getRevision())
        .setDecidedAt(label.getDecidedAt().toEpochMilli())
        .setValue(label.getOutcome() == Outcome.LABELLED ? label.getValue().orElse(null) : null)
        .setPane(pane)
        .build();
  }
}
