// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.registry;

import dev.telltale.schemas.kafka.CompactedView;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The signals of the compacted topic. One for a process is enough. */
public final class FollowedSignals implements SignalCatalog {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long PAUSE_MS = 50;

  private final CompactedView<SignalKey, SignalDefinition> view;
  private volatile Indexed indexed;

  private record Indexed(
      CompactedView.Snapshot<SignalKey, SignalDefinition> snapshot, Signals signals) {}

  /** Reads a view that somebody else starts and closes. */
  public FollowedSignals(CompactedView<SignalKey, SignalDefinition> view) {
    this.view = view;
    this.indexed = index(view.snapshot());
  }

  @Override
  public Signals asOf(Instant closed) {
    Instant needed = closed.minus(SignalHistory.SETTLES_AFTER);
    return await(snapshot -> !snapshot.freshAt().isBefore(needed), "time " + needed);
  }

  @Override
  public Signals upTo(long offset) {
    return await(snapshot -> snapshot.offset() >= offset, "offset " + offset);
  }

  /** The signals as they are known now, fresh or not. */
  public Signals now() {
    CompactedView.Snapshot<SignalKey, SignalDefinition> snapshot = view.snapshot();
    Indexed last = indexed;
    if (last.snapshot.values() != snapshot.values()
        || last.snapshot.offset() != snapshot.offset()) {
      last = index(snapshot);
      indexed = last;
    }
    return last.signals;
  }

  private Signals await(
      Predicate<CompactedView.Snapshot<SignalKey, SignalDefinition>> enough, String what) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!enough.test(view.snapshot())) {
      if (System.nanoTime() > until) {
        throw new StaleSignalsException(
            "signals are not read up to " + what + " after " + PATIENCE.toSeconds() + " s");
      }
      pause();
    }
    return now();
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StaleSignalsException("interrupted while waiting for the signals");
    }
  }

  private static Indexed index(CompactedView.Snapshot<SignalKey, SignalDefinition> snapshot) {
    return new Indexed(snapshot, new Signals(snapshot.values(), snapshot.offset()));
  }
}
