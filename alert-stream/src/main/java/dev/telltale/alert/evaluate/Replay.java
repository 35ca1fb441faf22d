// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * One rule over one partition's log of the past: {@link Evaluation} again, at every instant at
 * which the live one would have been due. Where the live one had a tick there is one in the log;
 * where nobody asked for ticks, the clock is taken to have reached the instant. Not for several
 * threads.
 */
public final class Replay implements RulePass.Outlet {
  private final AlertRule rule;
  private final String signal;
  private final Schedule schedule;
  private final Stores stores;
  private final long from;
  private final long to;
  private final Watcher watcher;
  private final Evaluation evaluation;

  /** What comes of it, in the order of time. */
  public interface Watcher {
    /**
     * The rule was held against the window that ends there.
     *
     * @param observed what the threshold is held against; empty without enough labels
     * @param labels in the window
     * @param crossed whether the line was crossed, whatever the rule's state
     */
    void window(Instant end, OptionalDouble observed, long labels, boolean crossed);

    /** The rule changed its state. */
    void event(AlertEvent event);

    /** A live label of the signal was read. */
    void label(Instant at);
  }

  /**
   * Makes one that starts from a rule that was just made.
   *
   * @param stores empty
   * @param from first end of a window, included
   * @param to last end of a window, included
   * @throws IllegalArgumentException for a rule that cannot be evaluated
   */
  public Replay(
      AlertRule rule, Schedule schedule, Stores stores, Instant from, Instant to, Watcher watcher) {
    Predicates.unsupported(rule, schedule.interval())
        .ifPresent(
            why -> {
              throw new IllegalArgumentException("rule cannot be evaluated: " + why);
            });
    this.rule = rule;
    this.signal = AlertId.of(rule).signal().text();
    this.schedule = schedule;
    this.stores = stores;
    this.from = from.toEpochMilli();
    this.to = to.toEpochMilli();
    this.watcher = watcher;
    this.evaluation = new Evaluation(stores, schedule, EvaluateMetrics.NONE, this);
  }

  /** How long before the first window's end the log has to be read from, for exact counts. */
  public static Instant readFrom(AlertRule rule, Instant from) {
    return from.minus(LabelFold.VERDICTS_KEPT).minusMillis(2 * rule.getWindowMs());
  }

  /** Starts from where the rule stood instead. */
  public void startFrom(AlertState state) {
    stores.states().put(AlertId.of(rule).text(), state);
  }

  /** Whether a record with that key has to be decoded. */
  public boolean isOf(String key) {
    return key.equals(signal);
  }

  /**
   * Takes the next record of the log. One that says nothing is passed over, as the live evaluation
   * puts it aside.
   *
   * @param label if it has a value and is {@linkplain #isOf of the signal}
   */
  public void read(String key, @Nullable Label label, Headers headers, long at) {
    LabelRecord read;
    try {
      read = LabelRecord.of(key, label, headers);
    } catch (UnusableLabelException e) {
      return;
    }
    long now = reach(at);
    if (isOf(key)) {
      read.outage().ifPresent(provider -> evaluation.outage(key, provider, at));
      read.label()
          .filter(found -> found.getOrigin() == Origin.LIVE)
          .ifPresent(
              found -> {
                evaluation.count(key, found, at, now);
                watcher.label(Instant.ofEpochMilli(at));
              });
    }
  }

  /** Takes the next record of the log, which is another signal's. */
  public void readOther(long at) {
    reach(at);
  }

  /**
   * The log has ended: evaluates what is due until then.
   *
   * @param now what time it is
   */
  public void end(Instant now) {
    OptionalLong clock = evaluation.clock();
    if (clock.isPresent()) {
      due(schedule.lastEnd(clock.getAsLong()), Math.min(to, schedule.lastEnd(now.toEpochMilli())));
    }
  }

  @Override
  public void state(String alert, Optional<AlertState> state) {}

  @Override
  public void event(String alert, AlertEvent event) {
    watcher.event(event);
  }

  @Override
  public void reading(AlertRule held, long end, Reading reading) {
    watcher.window(
        Instant.ofEpochMilli(end),
        reading.observed(),
        reading.now().counts().labels(),
        reading.isCrossed(rule));
  }

  private long reach(long at) {
    OptionalLong before = evaluation.clock();
    long now = evaluation.reach(at);
    if (before.isPresent()) {
      long last = schedule.lastEnd(now);
      long interval = schedule.interval().toMillis();
      due(schedule.lastEnd(before.getAsLong()), Math.min(last - interval, to));
      if (last > schedule.lastEnd(before.getAsLong())) {
        evaluate(last, now);
      }
    }
    return now;
  }

  /** Evaluates after one end of a window until another, each as soon as it had settled. */
  private void due(long after, long until) {
    long interval = schedule.interval().toMillis();
    long first = schedule.paneOf(from + interval - 1);
    for (long end = Math.max(after + interval, first); end <= until; end += interval) {
      evaluate(end, end + schedule.settle().toMillis());
    }
  }

  private void evaluate(long end, long now) {
    if (end >= from && end <= to) {
      evaluation.evaluate(List.of(rule), end, now, false, Optional.empty());
    }
  }
}
