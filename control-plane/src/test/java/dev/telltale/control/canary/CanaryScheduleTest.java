// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.canary;

import static dev.telltale.control.canary.SomeCanaries.JUDGE;
import static dev.telltale.control.canary.SomeCanaries.SIGNAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.signal.SignalKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanaryScheduleTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String RIGHT = "++++++++++++";

  private final CanarySchedule schedule = new CanarySchedule(Duration.ofDays(1));

  /**
   * The world of one signal: looks at any time, by one or two that decide at once, after any number
   * of restarts (the schedule knows nothing but what is written), with versions and models that
   * change at any time.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void atMostOneInADayAndOneAfterEachChange(long seed) {
    Random chance = new Random(seed);
    List<CanaryRun> written = new ArrayList<>();
    Map<Instant, Integer> inStretch = new HashMap<>();
    Map<Instant, Integer> changesIn = new HashMap<>();
    Set<Integer> versions = new HashSet<>();
    int version = 1;
    String judge = JUDGE;
    Instant now = NOON;
    for (int look = 0; look < 3_000; look++) {
      now = now.plusSeconds(1 + chance.nextInt(3_600));
      Instant stretch = schedule.stretchStart(SIGNAL, now);
      if (chance.nextInt(60) == 0) {
        version++;
        changesIn.merge(stretch, 1, Integer::sum);
      } else if (chance.nextInt(60) == 0) {
        judge = "openai/" + look;
        changesIn.merge(stretch, 1, Integer::sum);
      }
      versions.add(version);
      Optional<JudgedBy> newest = Optional.of(new JudgedBy(version, judge, now));
      Optional<String> due = schedule.due(SIGNAL, version, newest, written, now);
      if (chance.nextBoolean()) {
        assertThat(schedule.due(SIGNAL, version, newest, written, now.plusMillis(3)))
            .as("another one that decides at the same time")
            .isEqualTo(due);
      }
      if (due.isPresent()) {
        written.add(SomeCanaries.ended(due.get(), version, now, judge, RIGHT));
        inStretch.merge(stretch, 1, Integer::sum);
      }
      Instant soon = now.plusSeconds(1);
      if (schedule.stretchStart(SIGNAL, soon).equals(stretch)) {
        assertThat(schedule.due(SIGNAL, version, newest, written, soon))
            .as("nothing is due twice")
            .isEmpty();
      }
      int last = version;
      assertThat(written).anyMatch(run -> run.run().getVersion() == last);
    }
    inStretch.forEach(
        (stretch, runs) ->
            assertThat(runs).isLessThanOrEqualTo(1 + changesIn.getOrDefault(stretch, 0)));
    assertThat(written).extracting(run -> run.run().getRunId()).doesNotHaveDuplicates();
    assertThat(written).extracting(run -> run.run().getVersion()).containsAll(versions);
    Instant end = now;
    for (Instant day = NOON.plus(Duration.ofDays(1)); day.isBefore(end); ) {
      assertThat(inStretch).containsKey(schedule.stretchStart(SIGNAL, day));
      day = day.plus(Duration.ofDays(1));
    }
  }

  @Test
  void aModelThatHasAnsweredSinceIsAChangeAndOneThatDidBeforeIsNone() {
    List<CanaryRun> runs = List.of(SomeCanaries.ended("a", 1, NOON, JUDGE, RIGHT));
    Instant soon = NOON.plusSeconds(30);

    assertThat(dueAfter(runs, new JudgedBy(1, "openai/large", NOON.plusSeconds(9)), soon))
        .isPresent();
    assertThat(dueAfter(runs, new JudgedBy(1, "openai/large", NOON.minusSeconds(9)), soon))
        .isEmpty();
    assertThat(dueAfter(runs, new JudgedBy(1, JUDGE, NOON.plusSeconds(9)), soon)).isEmpty();
    assertThat(dueAfter(runs, new JudgedBy(2, "openai/large", NOON.plusSeconds(9)), soon))
        .isEmpty();
  }

  @Test
  void twoJudgesThatTakeTurnsAreAskedOnceADayEach() {
    List<CanaryRun> runs = new ArrayList<>();
    Instant start = schedule.stretchStart(SIGNAL, NOON);
    runs.add(SomeCanaries.ended("first", 1, start, JUDGE, RIGHT));
    int asked = 0;
    for (int minute = 1; minute < 24 * 60; minute++) {
      Instant now = start.plusSeconds(60L * minute);
      Optional<String> due = dueAfter(runs, new JudgedBy(1, "openai/" + minute % 2, now), now);
      if (due.isPresent()) {
        // Whoever answers the canary, it is never the one that answered last.
        runs.add(SomeCanaries.ended(due.get(), 1, now, "openai/third", RIGHT));
        asked++;
      }
    }
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void oneThatIsUnderWayIsNotAskedForAgain() {
    List<CanaryRun> runs = List.of(new CanaryRun(SomeCanaries.run("a", 1, NOON), Optional.empty()));

    assertThat(
            dueAfter(
                runs, new JudgedBy(1, "openai/large", NOON.plusSeconds(9)), NOON.plusSeconds(30)))
        .isEmpty();
  }

  @Test
  void signalsAreNotAllAskedAtTheSameTime() {
    assertThat(
            IntStream.range(0, 200)
                .mapToObj(i -> new SignalKey("default", "support", "signal-" + i))
                .map(signal -> schedule.stretchStart(signal, NOON))
                .map(start -> Duration.between(start, NOON).toHours())
                .distinct())
        .hasSize(24);
  }

  private Optional<String> dueAfter(List<CanaryRun> runs, JudgedBy newest, Instant now) {
    return schedule.due(SIGNAL, 1, Optional.of(newest), runs, now);
  }
}
