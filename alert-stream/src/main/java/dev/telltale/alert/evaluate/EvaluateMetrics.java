// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.alert.window.Counts;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.signal.SignalKey;
import java.time.Duration;
import java.util.Collection;

/**
 * What the evaluation counts. Label records read = verdicts (of all outcomes) + dead letters;
 * verdicts with outcome labelled = labels. After a crash the records of the last transaction are
 * read, and counted, again: the sums then differ from the topic's by at most a second's records.
 * Rules due = evaluations (of all results). Called from the stream threads.
 */
public interface EvaluateMetrics {
  /** Counts nothing. */
  EvaluateMetrics NONE =
      new EvaluateMetrics() {
        @Override
        public void verdict(Label label) {}

        @Override
        public void evaluation(Result result) {}

        @Override
        public void event(AlertEvent event) {}

        @Override
        public void rolling(int partition, Collection<Rolling> windows) {}

        @Override
        public void states(
            int partition, Collection<AlertRule> rules, Collection<AlertState> states) {}

        @Override
        public void left(int partition) {}
      };

  /** How an evaluation of a rule ended. */
  enum Result {
    /** The rule was held against its window. */
    EVALUATED,
    /** The window was read too late: the rule stands where it stood. */
    STALE,
    /** The rule asks for something that does not exist here. */
    UNSUPPORTED
  }

  /** A signal's verdicts over the last window of that length. */
  record Rolling(SignalKey signal, boolean ofChecks, Duration window, Counts counts) {}

  /** A verdict was read, whatever its origin and whether or not it counts. */
  void verdict(Label label);

  /** A rule was due. */
  void evaluation(Result result);

  /** A rule changed its state. */
  void event(AlertEvent event);

  /** The partition's signals as they are now; what was told of the partition before is void. */
  void rolling(int partition, Collection<Rolling> windows);

  /**
   * The partition's rules, and where each stands now; what was told of the partition before is
   * void.
   */
  void states(int partition, Collection<AlertRule> rules, Collection<AlertState> states);

  /** Another instance, or nobody, has the partition now: what was told of it is void. */
  void left(int partition);
}
