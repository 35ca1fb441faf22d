// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.alert.window.Tally;
import dev.telltale.alert.window.Weight;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.label.Precedence;
import java.time.Duration;

/**
 * Counts each target once, by the verdict that {@link Precedence} lets count, at the time when it
 * was read from the log.
 */
final class LabelFold {
  /**
   * How long a target's verdict is known: a later verdict then counts beside it, not in its place.
   */
  static final Duration VERDICTS_KEPT = Duration.ofDays(35);

  /** How long a pane is kept: two windows of 48 h, and an hour to settle. */
  static final Duration PANES_KEPT = Duration.ofHours(97);

  private final Timeline<CountedVerdict> verdicts;
  private final Windows windows;
  private final Schedule schedule;

  LabelFold(Timeline<CountedVerdict> verdicts, Windows windows, Schedule schedule) {
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
    String target = label.getTargetId();
    String key = signal + '\0' + target;
    CountedVerdict next = verdict(label, schedule.paneOf(at), Tally.NO_NUMBER);
    Timeline.Stamped<CountedVerdict> before =
        verdicts.first(key, clock - VERDICTS_KEPT.toMillis(), clock);
    if (before != null) {
      if (!precedence(next).replaces(precedence(before.value()))) {
        return;
      }
      if (before.value().getPane() >= clock - PANES_KEPT.toMillis()) {
        windows.remove(signal, target, before.value());
      }
      if (before.at() != at) {
        verdicts.remove(key, before.at());
      }
    }
    long number = windows.add(signal, target, next, at);
    verdicts.put(key, verdict(label, next.getPane(), number), at);
  }

  private static Precedence precedence(CountedVerdict verdict) {
    return new Precedence(
        verdict.getLabelId(),
        verdict.getValue().isPresent(),
        verdict.getVersion(),
        verdict.getRevision(),
        verdict.getDecidedAt());
  }

  private static CountedVerdict verdict(Label label, long pane, long number) {
    return new CountedVerdict(
        label.getLabelId(),
        label.getVersion(),
        label.getRevision(),
        label.getDecidedAt().toEpochMilli(),
        label.getOutcome() == Outcome.LABELLED ? label.getValue().orElse(null) : null,
        pane,
        Weight.extra(label.getSampleRate()),
        number);
  }
}
