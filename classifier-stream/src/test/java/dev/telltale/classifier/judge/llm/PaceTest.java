// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.classifier.judge.Answer.FailureKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final TestTime time = new TestTime();

  @Test
  void withoutALimitNobodyWaits() {
    Pace pace = pace(0, 0, 0);

    for (int i = 0; i < 10_000; i++) {
      assertThat(pace.enter(1_000_000)).isZero();
    }
    assertThat(pace.limit()).isZero();
  }

  @Test
  void requestsComeAsFastAsAllowedAndNoFaster() {
    Pace pace = pace(60, 0, 3600);

    for (int i = 0; i < 310; i++) {
      pace.enter(0);
    }

    // Ten at once, then one a second.
    assertThat(time.passed()).isBetween(Duration.ofSeconds(299), Duration.ofSeconds(301));
  }

  @Test
  void tokensComeAsFastAsAllowedWhateverWasGuessed() {
    Pace pace = pace(0, 6_000, 3600);
    for (int i = 0; i < 61; i++) {
      pace.enter(500);
      pace.answered(500, 1_000);
    }

    // 61,000 tokens, 6,000 of them at once, the last one's waited for by the next.
    assertThat(time.passed()).isBetween(Duration.ofSeconds(530), Duration.ofSeconds(560));

    pace.enter(5_000);
    pace.answered(5_000, 10);
    Duration before = time.passed();
    pace.enter(10);
    assertThat(time.passed()).isEqualTo(before);
  }

  @Test
  void aRequestThatIsLargerThanAMinutesTokensPassesWhenNobodyElseDoes() {
    Pace pace = pace(0, 1_000, 3600);

    assertThat(pace.enter(5_000)).isZero();
    assertThat(pace.enter(1_000)).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
  }

  @Test
  void whoWouldHaveToWaitTooLongIsToldHowLong() {
    Pace pace = pace(6, 0, 5);
    pace.enter(0);

    assertThatThrownBy(() -> pace.enter(0))
        .isInstanceOfSatisfying(
            NotNow.class,
            e -> {
              assertThat(e.why()).isEqualTo(FailureKind.RATE_LIMITED);
              assertThat(e.pause()).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10));
            });
    assertThat(time.passed()).isZero();
  }

  @Test
  void aRefusalClosesTheGateForAsLongAsTheProviderWants() {
    Pace pace = pace(0, 0, 60);
    pace.enter(0);

    pace.refused(Duration.ofSeconds(7));

    assertThat(pace.enter(0)).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aRefusalRightAfterAnAnswerClosesTheGateToo() {
    Pace pace = pace(0, 0, 3600);
    pace.enter(0);
    pace.refused(null);
    pace.enter(0);
    pace.answered(0, 0);

    pace.refused(null);

    assertThat(pace.enter(0)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void withoutAWordFromTheProviderEveryRefusalClosesItForLonger() {
    Pace pace = pace(0, 0, 3600);

    for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      Duration before = time.passed();
      pace.refused(null);
      pace.enter(0);
      assertThat(time.passed().minus(before)).isGreaterThanOrEqualTo(Duration.ofSeconds(seconds));
      time.pass(Duration.ofSeconds(2));
    }
    pace.answered(0, 0);
    Duration before = time.passed();
    pace.refused(null);
    pace.enter(0);
    assertThat(time.passed().minus(before)).isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void aRefusalHalvesTheLimitOnceForAllCallsUnderWayAndItGrowsBack() {
    Pace pace = pace(600, 0, 3600);

    for (int i = 0; i < 50; i++) {
      pace.refused(Duration.ofSeconds(1));
    }
    assertThat(pace.limit()).isEqualTo(300);

    time.pass(Duration.ofSeconds(10));
    pace.enter(0);
    assertThat(pace.limit()).isEqualTo(360);
    time.pass(Duration.ofMinutes(2));
    pace.enter(0);
    assertThat(pace.limit()).isEqualTo(600);
  }

  @Test
  void withoutALimitARefusalHalvesTheRateThatWasReachedUntilItHasDoubled() {
    Pace pace = pace(0, 0, 3600);
    for (int i = 0; i < 120; i++) {
      pace.enter(0);
      time.pass(Duration.ofMillis(500));
    }

    pace.refused(Duration.ofSeconds(1));
    assertThat(pace.limit()).isBetween(50L, 70L);

    for (int i = 0; i < 40; i++) {
      time.pass(Duration.ofSeconds(10));
      pace.enter(0);
    }
    assertThat(pace.limit()).isZero();
  }

  @Test
  void aFloodOfThePastHoldsUpNoLiveCallAndGetsWhatIsLeft() {
    for (long[] limits : new long[][] {{60, 0}, {0, 60_000}, {60, 30_000}}) {
      Duration alone = new Traffic(pace(limits[0], limits[1], 3600), 20, 0).run().waited;
      Traffic flooded = new Traffic(pace(limits[0], limits[1], 3600), 20, 16).run();

      // What was taken in the tenth of a second before a live call came is all that it may feel.
      assertThat(flooded.waited).isLessThanOrEqualTo(alone.plusMillis(30 * 100));
      assertThat(flooded.live).isEqualTo(30);
      assertThat(flooded.past).isGreaterThan(20);
    }
  }

  @Test
  void whileLiveCallsWaitThePastGetsNothing() {
    Traffic alone = new Traffic(pace(60, 0, 3600), 0, 0).run();
    Traffic flooded = new Traffic(pace(60, 0, 3600), 0, 16).run();

    assertThat(flooded.live).isEqualTo(alone.live);
    assertThat(flooded.past).isZero();
  }

  @Test
  void aLiveCallThatGaveUpHoldsUpNobody() throws Exception {
    Pace pace = pace(60, 0, 3600);
    while (pace.enter(0, true).isZero()) {
      assertThat(time.passed()).isZero();
    }
    time.pass(Duration.ofMinutes(1));
    for (int i = 0; i < 10; i++) {
      pace.enter(0);
    }
    try (Pace.Turn turn = pace.new Turn(0, false)) {
      assertThat(turn.take()).isPositive();
      assertThat(pace.new Turn(0, true).take()).isEqualTo(200_000_000L);
    }
    time.pass(Duration.ofMinutes(1));
    assertThat(pace.enter(0, true)).isZero();
  }

  /** Ten minutes of calls, a tenth of a second at a time. */
  private final class Traffic {
    private static final long TOKENS = 1_000;

    private final Pace pace;
    private final int liveEverySeconds;
    private final List<Pace.Turn> waiting = new ArrayList<>();
    private final List<Pace.Turn> ofThePast = new ArrayList<>();
    private Duration waited = Duration.ZERO;
    private int live;
    private int past;

    /**
     * So many seconds between live calls, 0 for more than there may be; so many others at a time.
     */
    Traffic(Pace pace, int liveEverySeconds, int flood) {
      this.pace = pace;
      this.liveEverySeconds = liveEverySeconds;
      for (int i = 0; i < flood; i++) {
        ofThePast.add(pace.new Turn(TOKENS, true));
      }
      if (liveEverySeconds == 0) {
        for (int i = 0; i < 1_000; i++) {
          waiting.add(pace.new Turn(TOKENS, false));
        }
      }
    }

    Traffic run() {
      for (int tick = 0; tick < 6_000; tick++) {
        if (liveEverySeconds > 0 && tick % (liveEverySeconds * 10) == 0) {
          waiting.add(pace.new Turn(TOKENS, false));
        }
        for (Pace.Turn turn : List.copyOf(waiting)) {
          if (turn.take() == 0) {
            waiting.remove(turn);
            live++;
          } else {
            waited = waited.plusMillis(100);
          }
        }
        for (Pace.Turn turn : ofThePast) {
          past += turn.take() == 0 ? 1 : 0;
        }
        time.pass(Duration.ofMillis(100));
      }
      return this;
    }
  }

  private Pace pace(long requests, long tokens, int patienceSeconds) {
    return new Pace(requests, tokens, Duration.ofSeconds(patienceSeconds), time, time::pass);
  }
}
