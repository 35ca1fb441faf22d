// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.errors.InterruptException;

/** How many messages each channel may get. One thread. */
final class ChannelPace {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final RateLimiterConfig limit;
  private final int digestAfter;
  private final InstantSource time;
  private final Map<ChannelName, RateLimiter> limiters = new HashMap<>();
  private final Map<ChannelName, Deque<Instant>> sent = new HashMap<>();

  ChannelPace(int perMinute, int digestAfter, InstantSource time) {
    this.limit =
        RateLimiterConfig.custom()
            .limitForPeriod(perMinute)
            .limitRefreshPeriod(MINUTE)
            .timeoutDuration(MINUTE.multipliedBy(2))
            .build();
    this.digestAfter = digestAfter;
    this.time = time;
  }

  /** How many messages may still go out on their own in this minute. */
  int alone(ChannelName channel) {
    Deque<Instant> times = sent.getOrDefault(channel, new ArrayDeque<>());
    Instant minuteAgo = time.instant().minus(MINUTE);
    while (!times.isEmpty() && times.element().isBefore(minuteAgo)) {
      times.remove();
    }
    return Math.max(0, digestAfter - times.size());
  }

  /** Waits for the channel's turn. */
  void await(ChannelName channel) {
    RateLimiter limiter =
        limiters.computeIfAbsent(channel, name -> RateLimiter.of(name.text(), limit));
    if (!limiter.acquirePermission()) {
      throw new InterruptException("stopped while a channel waited for its turn");
    }
    sent.computeIfAbsent(channel, name -> new ArrayDeque<>()).add(time.instant());
  }
}
