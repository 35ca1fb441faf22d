// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.alert.rule.RuleBook;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.Ticks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * One partition of labels. Each record moves the clock, the clock says whether windows are due, and
 * only then the record is counted: a window that is due at an instant holds exactly what was
 * appended before it. When several instants were passed at once, only the last one's windows are
 * evaluated, so that downtime does not end in a burst.
 */
final class PartitionEvaluator implements RulePass.Outlet {
  private static final Duration CHARTED_WINDOW = Duration.ofHours(1);
  private static final byte[] NO_MEANING = new byte[0];

  private final ProcessorContext<String, Object> context;
  private final int partition;
  private final RuleBook rules;
  private final Schedule schedule;
  private final InstantSource time;
  private final EvaluateMetrics metrics;
  private final PartitionClock clock;
  private final Windows windows;
  private final LabelFold fold;
  private final RulePass pass;
  private final Ticker ticker;
  private final Set<SignalKey> charted = new HashSet<>();
  private long lastCounted = Long.MIN_VALUE;

  PartitionEvaluator(
      ProcessorContext<String, Object> context,
      RuleBook rules,
      Schedule schedule,
      InstantSource time,
      EvaluateMetrics metrics) {
    this.context = context;
    this.partition = context.taskId().partition();
    this.rules = rules;
    this.schedule = schedule;
    this.time = time;
    this.metrics = metrics;
    this.clock = new PartitionClock(context.getStateStore(EvaluateTopology.CLOCK));
    this.windows =
        new Windows(
            context.getStateStore(EvaluateTopology.PANES),
            context.getStateStore(EvaluateTopology.HOURS),
            context.getStateStore(EvaluateTopology.NEWEST));
    this.fold = new LabelFold(context.getStateStore(EvaluateTopology.VERDICTS), windows, schedule);
    this.pass =
        new RulePass(
            context.getStateStore(EvaluateTopology.STATES), metrics, schedule.interval(), this);
    this.ticker = new Ticker(schedule, time.millis());
  }

  /**
   * Takes a label or a tick.
   *
   * @throws UnusableLabelException for a label that says nothing; nothing has happened then
   */
  void read(Record<String, Label> record) {
    checkUsable(record);
    ticker.read(time.millis());
    OptionalLong before = clock.read();
    long now = Math.max(record.timestamp(), before.orElse(Long.MIN_VALUE));
    if (before.isPresent() && schedule.lastEnd(now) > schedule.lastEnd(before.getAsLong())) {
      evaluate(schedule.lastEnd(now), now);
    }
    clock.advance(now);
    if (record.value() != null) {
      count(record.key(), record.value(), record.timestamp(), now);
    }
  }

  /** Appends a tick to this partition when a window is due and nothing comes that says so. */
  void tickIfSilent() {
    OptionalLong now = clock.read();
    boolean somebodyWaits = !rules.of(partition).isEmpty() || chartsMove(now);
    if (somebodyWaits && ticker.isDue(now, time.millis())) {
      Record<String, Object> tick = new Record<>(Ticks.key(partition), null, time.millis());
      tick.headers().add(Ticks.HEADER, NO_MEANING);
      context.forward(tick, EvaluateTopology.TICKS_OUT);
      context.commit();
    }
  }

  void leave() {
    metrics.left(partition);
  }

  @Override
  public void state(String alert, Optional<AlertState> state) {
    context.forward(
        new Record<>(alert, (Object) state.orElse(null), time.millis()),
        EvaluateTopology.STATES_OUT);
  }

  @Override
  public void event(String alert, AlertEvent event) {
    context.forward(
        new Record<>(alert, (Object) event, event.getTriggeredAt().toEpochMilli()),
        EvaluateTopology.EVENTS_OUT);
    context.commit();
  }

  private void evaluate(long end, long now) {
    WindowsAt due = new WindowsAt(windows, end);
    pass.evaluate(
        rules.of(partition), due, Instant.ofEpochMilli(now), schedule.isStale(end, time.millis()));
    charted.forEach(signal -> due.counts(signal, CHARTED_WINDOW));
    metrics.rolling(partition, due.read());
    metrics.states(partition, pass.states());
  }

  /** Whether a label is still in a charted window, or will be in the next: then it has to leave. */
  private boolean chartsMove(OptionalLong now) {
    return now.isPresent()
        && lastCounted >= schedule.lastEnd(now.getAsLong()) - CHARTED_WINDOW.toMillis();
  }

  private void count(String key, Label label, long at, long now) {
    metrics.verdict(label);
    if (label.getOrigin() == Origin.LIVE) {
      fold.fold(key, label, at, now);
      charted.add(SignalKey.parse(key));
      lastCounted = Math.max(lastCounted, at);
    }
  }

  private static void checkUsable(Record<String, Label> record) {
    Label label = record.value();
    if (label == null) {
      if (!Ticks.isTick(null, record.headers())) {
        throw new UnusableLabelException("no-value", "no value (expected: a label or a tick)");
      }
      return;
    }
    if (!isOf(label, record.key())) {
      throw new UnusableLabelException(
          "other-key", "key: " + record.key() + " (expected: the key of the label's signal)");
    }
    if (label.getOutcome() == Outcome.LABELLED && label.getValue().isEmpty()) {
      throw new UnusableLabelException("no-label", "LABELLED (expected: with a value)");
    }
  }

  private static boolean isOf(Label label, String key) {
    try {
      return new SignalKey(label.getProject(), label.getAgent(), label.getSignal())
          .text()
          .equals(key);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
