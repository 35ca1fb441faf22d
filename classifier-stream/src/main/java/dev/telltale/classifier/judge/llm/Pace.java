// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.llm;

import dev.telltale.classifier.judge.Answer.FailureKind;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * How fast a provider is called: token buckets for requests and for tokens a minute, as configured,
 * and slower when the provider says so. A refusal closes the gate for as long as the provider
 * wants, halves the requests a minute and lets them grow again by a tenth of what is allowed every
 * ten seconds. Where no limit is configured, the rate at the refusal is what is halved, and there
 * is no limit again once it has doubled.
 *
 * <p>May be used from any thread.
 */
final class Pace {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final long GROWS_EVERY = Duration.ofSeconds(10).toNanos();

  /** Calls that were under way at a refusal are refused too: that is no second reason. */
  private static final long ONE_REFUSAL = Duration.ofSeconds(2).toNanos();

  /** Requests a minute that stay: the gate's pauses do the rest. */
  private static final long SLOWEST = 12;

  private static final long LONGEST_OWN_PAUSE_SECONDS = 60;

  private final long allowed;
  private final long tokensAllowed;
  private final Duration patience;
  private final Waiting waiting;
  private final TimeMeter time;
  private final @Nullable Bucket tokens;
  private @Nullable Bucket requests;
  private long limit;
  private long goal;
  private long changedAt;
  private long refusedAt;
  private long closedUntil;
  private int refusals;
  private long minuteStart;
  private long inMinute;
  private long inMinuteBefore;

  /** Waits; the tests' clock does not need to. */
  interface Waiting {
    /** Comes back after that time. */
    void sleep(Duration time) throws InterruptedException;
  }

  /**
   * Makes a gate that nobody has passed yet.
   *
   * @param requestsPerMinute 0 for no limit
   * @param tokensPerMinute 0 for no limit
   * @param patience the longest wait in place
   */
  Pace(
      long requestsPerMinute,
      long tokensPerMinute,
      Duration patience,
      InstantSource clock,
      Waiting waiting) {
    this.allowed = requestsPerMinute;
    this.tokensAllowed = tokensPerMinute;
    this.patience = patience;
    this.waiting = waiting;
    this.time = new Nanos(clock);
    this.tokens = tokensPerMinute == 0 ? null : bucket(tokensPerMinute, tokensPerMinute);
    long now = time.currentTimeNanos();
    this.minuteStart = now;
    this.refusedAt = now - ONE_REFUSAL;
    this.closedUntil = now;
    limitTo(requestsPerMinute, now);
  }

  /**
   * Waits until a call may be made.
   *
   * @param tokensGuessed what it will take
   * @return how long it waited
   * @throws NotNow when that would take longer than patience allows
   */
  Duration enter(long tokensGuessed) {
    long waited = 0;
    while (true) {
      long wait = take(tokensGuessed);
      if (wait == 0) {
        return Duration.ofNanos(waited);
      }
      if (waited + wait > patience.toNanos()) {
        throw new NotNow(FailureKind.RATE_LIMITED, Duration.ofNanos(wait));
      }
      try {
        waiting.sleep(Duration.ofNanos(wait));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw NotNow.stopped();
      }
      waited += wait;
    }
  }

  /** A call was answered; {@code tokensUsed} corrects what was guessed. */
  synchronized void answered(long tokensGuessed, long tokensUsed) {
    refusals = 0;
    if (tokens != null && tokensUsed > tokensGuessed) {
      tokens.consumeIgnoringRateLimits(tokensUsed - tokensGuessed);
    } else if (tokens != null && tokensUsed < tokensGuessed) {
      tokens.addTokens(tokensGuessed - tokensUsed);
    }
  }

  /** The provider wants fewer calls; {@code pause} is absent when it does not say how long. */
  synchronized void refused(@Nullable Duration pause) {
    long now = time.currentTimeNanos();
    if (now - refusedAt >= ONE_REFUSAL) {
      refusals++;
      refusedAt = now;
      long rate = limit == 0 ? inLastMinute(now) : limit;
      goal = allowed == 0 ? Math.max(2 * SLOWEST, rate * 2) : allowed;
      limitTo(Math.max(allowed == 0 ? SLOWEST : Math.min(allowed, SLOWEST), rate / 2), now);
    }
    Duration closed =
        pause != null
            ? pause
            : Duration.ofSeconds(
                Math.min(LONGEST_OWN_PAUSE_SECONDS, 1L << Math.max(0, Math.min(refusals - 1, 6))));
    closedUntil = Math.max(closedUntil, now + closed.toNanos());
  }

  /** Requests a minute, as of now; 0 for no limit. */
  synchronized long limit() {
    return limit;
  }

  /** Takes a place and gives 0, or the time until there may be one. */
  private synchronized long take(long tokensGuessed) {
    long now = time.currentTimeNanos();
    if (now < closedUntil) {
      return closedUntil - now;
    }
    grow(now);
    long wait = 0;
    if (requests != null) {
      wait = requests.estimateAbilityToConsume(1).getNanosToWaitForRefill();
    }
    if (tokens != null && tokensGuessed > 0) {
      // What is larger than the bucket passes when it is full, and is waited for afterwards.
      long needed = Math.min(tokensGuessed, tokensAllowed);
      wait = Math.max(wait, tokens.estimateAbilityToConsume(needed).getNanosToWaitForRefill());
    }
    if (wait > 0) {
      return wait;
    }
    if (requests != null) {
      requests.consumeIgnoringRateLimits(1);
    }
    if (tokens != null && tokensGuessed > 0) {
      tokens.consumeIgnoringRateLimits(tokensGuessed);
    }
    inLastMinute(now);
    inMinute++;
    return 0;
  }

  private void grow(long now) {
    long steps = (now - changedAt) / GROWS_EVERY;
    if (limit == 0 || limit == allowed || steps == 0) {
      return;
    }
    long grown = limit + steps * Math.max(1, goal / 10);
    limitTo(grown >= goal ? allowed : grown, now);
  }

  private void limitTo(long perMinute, long now) {
    limit = perMinute;
    changedAt = now;
    // Ten seconds' worth may come at once: a whole minute's would be twice the limit at its start.
    requests = perMinute == 0 ? null : bucket(perMinute, Math.max(1, perMinute / 6));
  }

  private long inLastMinute(long now) {
    long minutes = (now - minuteStart) / MINUTE.toNanos();
    if (minutes > 0) {
      inMinuteBefore = minutes == 1 ? inMinute : 0;
      inMinute = 0;
      minuteStart += minutes * MINUTE.toNanos();
    }
    return Math.max(inMinute, inMinuteBefore);
  }

  private Bucket bucket(long perMinute, long capacity) {
    return Bucket.builder()
        .withCustomTimePrecision(time)
        .addLimit(limit -> limit.capacity(capacity).refillGreedy(perMinute, MINUTE))
        .build();
  }

  private record Nanos(InstantSource clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return Math.multiplyExact(clock.millis(), 1_000_000L);
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }
}
