// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A log of labels as bad as it gets: targets that are judged again under new versions and
 * revisions, in any order, with duplicates, failures that come before or after a label, decision
 * times that have nothing to do with the order of the log, labels of other origins and sample
 * rates, and values that the signal should not have. The same seed makes the same log.
 */
final class LabelStream {
  /** A record of the log. */
  record Appended(Instant at, Label label) {}

  private static final List<String> VALUES =
      List.of("true", "true", "false", "false", "false", "angry");
  private static final List<Double> RATES = List.of(100.0, 100.0, 100.0, 25.0, 33.0);

  private final Random chance;
  private final List<Label> made = new ArrayList<>();

  LabelStream(long seed) {
    chance = new Random(seed);
  }

  /**
   * Makes a log.
   *
   * @param longestGap between two records
   */
  List<Appended> log(Instant start, Duration length, Duration longestGap) {
    List<Appended> log = new ArrayList<>();
    Instant at = start;
    while (at.isBefore(start.plus(length))) {
      log.add(new Appended(at, next()));
      boolean burst = chance.nextInt(4) > 0;
      long most = burst ? 2_000 : longestGap.toMillis();
      at = at.plusMillis((long) (chance.nextDouble() * most));
    }
    return log;
  }

  /** The same, with a clock that goes back now and then, as when the broker's leader changes. */
  List<Appended> outOfOrder(Instant start, Duration length, Duration longestGap) {
    List<Appended> log = new ArrayList<>();
    for (Appended appended : log(start, length, longestGap)) {
      long back = chance.nextInt(20) == 0 ? chance.nextInt(200_000) : 0;
      log.add(new Appended(appended.at().minusMillis(back), appended.label()));
    }
    return log;
  }

  private Label next() {
    if (!made.isEmpty() && chance.nextInt(8) == 0) {
      return made.get(chance.nextInt(made.size()));
    }
    Label.Builder label =
        Some.verdict("target-" + chance.nextInt(400), 1 + chance.nextInt(2), chance.nextInt(4))
            .setDecidedAt(Some.LONG_AGO.plusMillis(chance.nextInt(1_000_000)))
            .setOrigin(chance.nextInt(6) == 0 ? Origin.BACKFILL : Origin.LIVE);
    if (chance.nextInt(5) == 0) {
      label.setOutcome(chance.nextBoolean() ? Outcome.FAILED : Outcome.SKIPPED).setReason("any");
    } else {
      label.setValue(VALUES.get(chance.nextInt(VALUES.size())));
    }
    label.setSampleRate(RATES.get(chance.nextInt(RATES.size())));
    made.add(label.build());
    return label.build();
  }
}
