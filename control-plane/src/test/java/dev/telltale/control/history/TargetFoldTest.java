// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.history;

import static dev.telltale.control.history.SomeLabels.SIGNAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetFoldTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final int HOURS = 6;
  private static final Axis AXIS =
      Axis.of(NOON, NOON.plus(Duration.ofHours(HOURS)), Unit.HOUR, ZoneOffset.UTC);

  @Test
  void aTargetThatWasLabelledLiveAndBackfilledCountsOnceByTheGreaterVersion() {
    Label live = SomeLabels.label("t", NOON, "true", Origin.LIVE);
    Label again =
        Label.newBuilder(SomeLabels.label("t", NOON, "false", Origin.BACKFILL))
            .setLabelId("again")
            .setVersion(2)
            .build();

    Bucket inOrder = fold(all(), live, again).buckets().get(0);
    Bucket backwards = fold(all(), again, live).buckets().get(0);

    assertThat(inOrder).isEqualTo(backwards);
    assertThat(inOrder.values()).isEqualTo(Map.of("false", 1L));
    assertThat(inOrder.backfilled()).isEqualTo(1);
    assertThat(fold(version(1), live, again).buckets().get(0).values())
        .isEqualTo(Map.of("true", 1L));
  }

  @Test
  void aSkipIsMadeGoodByABackfill() {
    Distribution found =
        fold(
            all(),
            SomeLabels.none("t", NOON, Outcome.SKIPPED, "budget"),
            SomeLabels.none("u", NOON, Outcome.SKIPPED, "budget"),
            SomeLabels.none("v", NOON, Outcome.FAILED, "timeout"),
            SomeLabels.label("t", NOON, "true", Origin.BACKFILL));

    assertThat(found.total().labels()).isEqualTo(1);
    assertThat(found.total().skips()).isEqualTo(Map.of("budget", 1L));
    assertThat(found.total().failures()).isEqualTo(Map.of("timeout", 1L));
    assertThat(found.total().coverage().orElseThrow()).isEqualTo(1.0 / 3);
  }

  @Test
  void whatPeopleAndPreviewsSayDoesNotCount() {
    Distribution found =
        fold(
            all(),
            SomeLabels.label("t", NOON, "true", Origin.HUMAN),
            SomeLabels.label("u", NOON, "true", Origin.PREVIEW));

    assertThat(found.buckets()).hasSize(HOURS);
    assertThat(found.total())
        .isEqualTo(new Bucket(AXIS.from(), AXIS.to(), Map.of(), 0, Map.of(), Map.of()));
    assertThat(found.total().coverage()).isEmpty();
    assertThat(found.total().share("true")).isEmpty();
  }

  @Test
  void aTargetWhoseBeginningWasPutOutOfTheTimeIsNotInIt() {
    Label first = SomeLabels.label("s", NOON, "true", Origin.LIVE);
    Label later =
        Label.newBuilder(SomeLabels.label("s", NOON.minusSeconds(1), "true", Origin.LIVE))
            .setLabelId("later")
            .setRevision(2)
            .build();

    assertThat(fold(all(), first, later).total().labels()).isZero();
    assertThat(fold(all(), later, first).total().labels()).isZero();
    assertThat(fold(all(), first).total().labels()).isEqualTo(1);
  }

  @Test
  void tooManyTargetsAreRefused() {
    TargetFold fold = new TargetFold(all(), 2);
    fold.take(SomeLabels.label("a", NOON, "true", Origin.LIVE));
    fold.take(SomeLabels.label("b", NOON, "true", Origin.LIVE));
    fold.take(SomeLabels.label("b", NOON, "true", Origin.LIVE));
    fold.take(SomeLabels.label("far", NOON.plus(Duration.ofDays(9)), "true", Origin.LIVE));

    assertThatThrownBy(() -> fold.take(SomeLabels.label("c", NOON, "true", Origin.LIVE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 2 targets")
        .hasMessageContaining("a shorter time");
  }

  /** Against lists that are sorted and searched anew for each number. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void countsAreThoseOfAPlainList(long seed) {
    Random random = new Random(seed);
    List<Label> log = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      log.add(random.nextInt(5) == 0 && i > 0 ? log.get(random.nextInt(i)) : some(random));
    }

    Distribution found = fold(all(), log.toArray(Label[]::new));

    Set<String> targets = new HashSet<>();
    log.forEach(label -> targets.add(label.getTargetId()));
    List<Label> counted = new ArrayList<>();
    targets.forEach(target -> counting(log, target).ifPresent(counted::add));
    for (int hour = 0; hour < HOURS; hour++) {
      Instant start = NOON.plus(Duration.ofHours(hour));
      Bucket bucket = found.buckets().get(hour);
      List<Label> here =
          counted.stream()
              .filter(label -> !label.getTargetStart().isBefore(start))
              .filter(label -> label.getTargetStart().isBefore(start.plus(Duration.ofHours(1))))
              .toList();
      assertThat(bucket.values()).isEqualTo(words(here, Outcome.LABELLED));
      assertThat(bucket.failures()).isEqualTo(words(here, Outcome.FAILED));
      assertThat(bucket.skips()).isEqualTo(words(here, Outcome.SKIPPED));
      assertThat(bucket.backfilled())
          .isEqualTo(
              here.stream()
                  .filter(label -> label.getOutcome() == Outcome.LABELLED)
                  .filter(label -> label.getOrigin() == Origin.BACKFILL)
                  .count());
    }
    assertThat(found.total().labels())
        .isPositive()
        .isEqualTo(found.buckets().stream().mapToLong(Bucket::labels).sum());
  }

  private static Optional<Label> counting(List<Label> log, String target) {
    List<Label> once = new ArrayList<>();
    for (Label label : log) {
      boolean judges = label.getOrigin() == Origin.LIVE || label.getOrigin() == Origin.BACKFILL;
      if (!judges || !label.getTargetId().equals(target)) {
        continue;
      }
      // Of one id a label stands, else the first.
      int same = -1;
      for (int i = 0; i < once.size(); i++) {
        same = once.get(i).getLabelId().equals(label.getLabelId()) ? i : same;
      }
      if (same < 0) {
        once.add(label);
      } else if (once.get(same).getOutcome() != Outcome.LABELLED
          && label.getOutcome() == Outcome.LABELLED) {
        once.set(same, label);
      }
    }
    return once.stream()
        .max(
            Comparator.comparing((Label label) -> label.getOutcome() == Outcome.LABELLED)
                .thenComparing(Label::getVersion)
                .thenComparing(Label::getRevision)
                .thenComparing(Label::getDecidedAt));
  }

  private static Map<String, Long> words(List<Label> labels, Outcome outcome) {
    Map<String, Long> words = new HashMap<>();
    for (Label label : labels) {
      if (label.getOutcome() == outcome) {
        words.merge(
            (outcome == Outcome.LABELLED ? label.getValue() : label.getReason()).orElseThrow(),
            1L,
            Long::sum);
      }
    }
    return words;
  }

  /** Its id is that of its target, version and revision; when it was decided is all its own. */
  private static Label some(Random random) {
    String target = "t" + random.nextInt(120);
    int version = 1 + random.nextInt(3);
    long revision = 1L + random.nextInt(3);
    Instant start = NOON.plus(Duration.ofMinutes(random.nextInt(-120, HOURS * 60 + 120)));
    Origin origin = List.of(Origin.values()).get(random.nextInt(Origin.values().length));
    Label base =
        random.nextInt(3) > 0
            ? SomeLabels.label(target, start, "v" + random.nextInt(4), origin)
            : SomeLabels.none(
                target,
                start,
                random.nextBoolean() ? Outcome.FAILED : Outcome.SKIPPED,
                "r" + random.nextInt(3));
    return Label.newBuilder(base)
        .setOrigin(origin)
        .setVersion(version)
        .setRevision(revision)
        .setLabelId(target + '/' + version + '/' + revision)
        .setDecidedAt(NOON.plusNanos(random.nextLong(1L << 50)))
        .build();
  }

  private static Question all() {
    return new Question(SIGNAL, OptionalInt.empty(), AXIS);
  }

  private static Question version(int version) {
    return new Question(SIGNAL, OptionalInt.of(version), AXIS);
  }

  private static Distribution fold(Question question, Label... labels) {
    TargetFold fold = new TargetFold(question);
    for (Label label : labels) {
      fold.take(label);
    }
    return fold.distribution(labels.length);
  }
}
