// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.admit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How much each project may send, whichever of its keys is used and whichever way the request
 * comes. What a project does not use it may save up for one second. A request that comes while
 * something is left is let in whole, and what it took too much is waited for afterwards: so a
 * request of any size passes, and over time the rate holds.
 *
 * <p>May be used from any thread.
 */
public final class Quota {
  private final Rate spans;
  private final Rate requests;

  /**
   * Makes quotas that nobody has used yet.
   *
   * @param spansPerSecond of each project; 0 for no limit
   * @param requestsPerSecond of each project; 0 for no limit
   * @param nanos a clock that only goes forward, such as {@code System::nanoTime}
   */
  public Quota(long spansPerSecond, long requestsPerSecond, LongSupplier nanos) {
    TimeMeter time = new Clock(nanos);
    this.spans = new Rate(spansPerSecond, time);
    this.requests = new Rate(requestsPerSecond, time);
  }

  /**
   * Looks whether a project may send now; takes nothing.
   *
   * @return how long it has to wait; empty when it may send at once
   */
  public Optional<Duration> pause(String project) {
    Duration pause = Duration.ofNanos(Math.max(spans.pause(project), requests.pause(project)));
    return pause.isZero() ? Optional.empty() : Optional.of(pause);
  }

  /**
   * Takes a request out of a project's quota.
   *
   * @return how long the project has to wait, and then nothing was taken; empty when it was let in
   */
  public Optional<Duration> take(String project, int spansInRequest) {
    Optional<Duration> pause = pause(project);
    if (pause.isEmpty()) {
      spans.take(project, spansInRequest);
      requests.take(project, 1);
    }
    return pause;
  }

  /** So many of something a second, for each project. */
  private record Rate(long perSecond, TimeMeter time, Map<String, Bucket> buckets) {
    Rate(long perSecond, TimeMeter time) {
      this(perSecond, time, new ConcurrentHashMap<>());
    }

    long pause(String project) {
      return perSecond == 0
          ? 0
          : bucket(project).estimateAbilityToConsume(1).getNanosToWaitForRefill();
    }

    void take(String project, int count) {
      if (perSecond > 0 && count > 0) {
        bucket(project).consumeIgnoringRateLimits(count);
      }
    }

    private Bucket bucket(String project) {
      return buckets.computeIfAbsent(
          project,
          unused ->
              Bucket.builder()
                  .withCustomTimePrecision(time)
                  .addLimit(
                      limit ->
                          limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
                  .build());
    }
  }

  private record Clock(LongSupplier nanos) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return nanos.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
