// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import dev.telltale.classifier.registry.Signals;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says of every active signal when its judge is out of reach: at once, every half minute while that
 * lasts, and at its end. Whoever counts labels would otherwise take an outage for a change.
 */
public final class OutageMarks implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(OutageMarks.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration SAY_EVERY = Duration.ofSeconds(30);

  private final Supplier<Signals> signals;
  private final Judge judge;
  private final BiConsumer<SignalKey, String> marks;
  private final InstantSource time;
  private final Map<SignalKey, Said> said = new HashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "judge-outages"));

  private record Said(String provider, Instant at) {}

  /**
   * Says nothing yet.
   *
   * @param marks takes a signal and the provider that it cannot be judged by; called from one
   *     thread
   */
  public OutageMarks(
      Supplier<Signals> signals,
      Judge judge,
      BiConsumer<SignalKey, String> marks,
      InstantSource time) {
    this.signals = signals;
    this.judge = judge;
    this.marks = marks;
    this.time = time;
  }

  /** Looks every second. */
  public void start() {
    var unused =
        thread.scheduleWithFixedDelay(
            this::lookAndGoOn, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Stops; what is out of reach stays unsaid from then on. */
  @Override
  public void close() {
    thread.shutdownNow();
  }

  /** Looks once. */
  void look() {
    Instant now = time.instant();
    Map<SignalKey, String> outOfReach = new HashMap<>();
    signals
        .get()
        .all()
        .forEach(
            (key, signal) ->
                provider(signal, now).ifPresent(provider -> outOfReach.put(key, provider)));
    said.forEach(
        (key, last) -> {
          if (!outOfReach.containsKey(key)) {
            marks.accept(key, last.provider);
          }
        });
    said.keySet().retainAll(outOfReach.keySet());
    outOfReach.forEach(
        (key, provider) -> {
          Said last = said.get(key);
          if (last == null || !now.isBefore(last.at.plus(SAY_EVERY))) {
            said.put(key, new Said(provider, now));
            marks.accept(key, provider);
          }
        });
  }

  private Optional<String> provider(SignalHistory signal, Instant now) {
    return signal.activeAt(now).flatMap(judge::outOfReach);
  }

  /** A scheduled task that throws would be its last. */
  private void lookAndGoOn() {
    try {
      look();
    } catch (RuntimeException e) {
      LOGGER
          .atWarn()
          .addKeyValue("error", String.valueOf(e.getMessage()))
          .log("outages of judges could not be written");
    }
  }
}
