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

  /** Whoever yields while others wait. */
  private static final long LOOKS_AGAIN = Duration.ofMillis(200).toNanos();

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
  private int waitingFirst;

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
   * A call that wants to be made. One that yields takes a place only while no other waits, and
   * leaves some for those that come next: what nobody waits for, such as a backfill, does not hold
   * up what somebody does. (Under 12 requests a minute there is one place at a time, and none to
   * leave.) One thread at a time.
   */
  final class Turn implements AutoCloseable {
    private final long tokensGuessed;
    private final boolean yields;
    private boolean waits;

    /** Takes what the call is guessed to need, and whether it yields. */
    Turn(long tokensGuessed, boolean yields) {
      this.tokensGuessed = tokensGuessed;
      this.yields = yields;
    }

    /** Takes a place and gives 0, or the nanoseconds after which to ask again. */
    long take() {
      synchronized (Pace.this) {
        long wait = Pace.this.take(tokensGuessed, yields);
        stand(wait > 0 && !yields);
        return wait;
      }
    }

    @Override
    public void close() {
      synchronized (Pace.this) {
        stand(false);
      }
    }

    private void stand(boolean nowWaits) {
      if (nowWaits != waits) {
        waits = nowWaits;
        waitingFirst += nowWaits ? 1 : -1;
      }
    }
  }

  /** The same for a call that yields to none. */
  Duration enter(long tokensGuessed) {
    return enter(tokensGuessed, false);
  }

  /**
   * Waits until a call may be made.
   *
   * @param tokensGuessed what it will take
   * @param yields whether others go first
   * @return how long it waited
   * @throws NotNow when that would take longer than patience allows
   */
  Duration enter(long tokensGuessed, boolean yields) {
    long waited = 0;
    try (Turn turn = new Turn(tokensGuessed, yields)) {
      while (true) {
        long wait = turn.take();
        if (wait == 0) {
          return Duration.ofNanos(waited);
        }
        if (waited + wait > patience.toNanos()) {
          throw new NotNow(FailureKind.RATE_LIMITED, Duration.ofNanos(wait));
        }
        waiting.sleep(Duration.ofNanos(wait));
        waited += wait;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw NotNow.stopped();
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
  private long take(long tokensGuessed, boolean yields) {
    long now = time.currentTimeNanos();
    if (now < closedUntil) {
      return closedUntil - now;
    }
    grow(now);
    if (yields && waitingFirst > 0) {
      return LOOKS_AGAIN;
    }
    long wait = 0;
    if (requests != null) {
      long left = yields ? burst(limit) / 2 : 0;
      wait = requests.estimateAbilityToConsume(1 + left).getNanosToWaitForRefill();
    }
    if (tokens != null && tokensGuessed > 0) {
      // What is larger than the bucket passes when it is full, and is waited for afterwards.
      long left = yields ? tokensAllowed / 2 : 0;
      long needed = Math.min(tokensGuessed + left, tokensAllowed);
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
    requests = perMinute == 0 ? null : bucket(perMinute, burst(perMinute));
  }

  /**
   * Ten seconds' worth may come at once: a whole minute's would be twice the limit at its start.
   */
  private static long burst(long perMinute) {
    return Math.max(1, perMinute / 6);
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
