// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.alert.rule.PipelineRule;
import dev.telltale.alert.rule.RuleBook;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.topic.Ticks;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The live evaluation of one partition of labels. When several instants were passed at once, only
 * the last one's windows are evaluated, so that downtime does not end in a burst.
 */
final class PartitionEvaluator implements RulePass.Outlet {
  private static final byte[] NO_MEANING = new byte[0];

  private final ProcessorContext<String, Object> context;
  private final int partition;
  private final RuleBook rules;
  private final AlertRule pipeline;
  private final Schedule schedule;
  private final InstantSource time;
  private final EvaluateMetrics metrics;
  private final Evaluation evaluation;
  private final Charted charted;
  private final Ticker ticker;

  PartitionEvaluator(
      ProcessorContext<String, Object> context,
      RuleBook rules,
      PipelineRule pipeline,
      Schedule schedule,
      InstantSource time,
      EvaluateMetrics metrics) {
    this.context = context;
    this.partition = context.taskId().partition();
    this.rules = rules;
    this.pipeline = pipeline.of(partition, schedule.interval(), schedule.staleAfter());
    this.schedule = schedule;
    this.time = time;
    this.metrics = metrics;
    this.evaluation = new Evaluation(StreamsStores.of(context), schedule, metrics, this);
    this.charted = new Charted(StreamsStores.charted(context), schedule);
    this.ticker = new Ticker(schedule, time.millis());
  }

  /**
   * Takes a label, a tick or the sign of an outage.
   *
   * @throws UnusableLabelException for a record that says nothing; nothing has happened then
   */
  void read(Record<String, Label> record) {
    LabelRecord read = LabelRecord.of(record.key(), record.value(), record.headers());
    ticker.read(time.millis());
    OptionalLong before = evaluation.clock();
    long now = evaluation.reach(record.timestamp());
    if (before.isPresent() && schedule.lastEnd(now) > schedule.lastEnd(before.getAsLong())) {
      evaluate(schedule.lastEnd(now), now);
    }
    read.outage()
        .ifPresent(provider -> evaluation.outage(read.key(), provider, record.timestamp()));
    read.label().ifPresent(label -> count(read.key(), label, record.timestamp(), now));
  }

  /** Appends a tick to this partition when a window is due and nothing comes that says so. */
  void tickIfSilent() {
    OptionalLong now = evaluation.clock();
    boolean somebodyWaits =
        !rules.of(partition).isEmpty()
            || (now.isPresent() && charted.isShownAt(schedule.lastEnd(now.getAsLong())));
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
    List<AlertRule> due = rules.of(partition);
    long wallClock = time.millis();
    Optional<RulePass.Lag> lag =
        due.isEmpty()
            ? Optional.empty()
            : Optional.of(new RulePass.Lag(pipeline, Math.max(0, wallClock - end) / 1e3));
    boolean stale = schedule.isStale(end, wallClock);
    WindowsAt windows = evaluation.evaluate(due, end, now, stale, lag);
    if (!stale) {
      // A backlog is a thousand old windows that nobody looks at.
      charted.read(windows);
      metrics.rolling(partition, windows.read());
    }
    List<AlertRule> shown = new ArrayList<>(due);
    shown.add(pipeline);
    metrics.states(partition, shown, evaluation.states());
  }

  private void count(String key, Label label, long at, long now) {
    metrics.verdict(label);
    if (label.getOrigin() == Origin.LIVE) {
      evaluation.count(key, label, at, now);
      charted.read(key, at);
      if (Series.check(label).isPresent()) {
        charted.read(Series.checksOf(key), at);
      }
    }
  }
}
