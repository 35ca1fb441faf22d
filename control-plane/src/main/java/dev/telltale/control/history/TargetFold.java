// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.history;

import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.label.Precedence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts each target once, by the judges' verdict that {@link Precedence} lets count, at the time
 * when the target began. What people say and what previews find are opinions about it. One thread
 * at a time.
 */
final class TargetFold {
  /** Holds them in some 150 MB. */
  static final int MOST_TARGETS = 500_000;

  /**
   * A late span may put the beginning of a target back: verdicts that say so are remembered if it
   * is by no more than that. A session lasts as long at most.
   */
  static final Duration MARGIN = Duration.ofDays(1);

  private final Question question;
  private final int most;
  private final Instant earliest;
  private final Instant latest;
  private final Map<String, Counted> targets = new HashMap<>();
  private final Map<String, String> words = new HashMap<>();

  /** A verdict that counts; its word is a value, a failure's kind or a skip's reason. */
  private record Counted(
      Precedence precedence, Outcome outcome, String word, boolean live, int bucket) {}

  TargetFold(Question question) {
    this(question, MOST_TARGETS);
  }

  TargetFold(Question question, int most) {
    this.question = question;
    this.most = most;
    this.earliest = question.axis().from().minus(MARGIN);
    this.latest = question.axis().to().plus(MARGIN);
  }

  /**
   * Takes the next verdict of the signal, in the order of the log.
   *
   * @throws IllegalArgumentException when there are too many targets
   */
  void take(Label label) {
    boolean live = label.getOrigin() == Origin.LIVE;
    if ((!live && label.getOrigin() != Origin.BACKFILL) || !isUsable(label)) {
      return;
    }
    Instant start = label.getTargetStart();
    if (start.isBefore(earliest) || !start.isBefore(latest) || !question.wants(label)) {
      return;
    }
    Precedence precedence = Precedence.of(label);
    Counted before = targets.get(label.getTargetId());
    if (before == null) {
      if (targets.size() == most) {
        throw new IllegalArgumentException(
            "more than " + most + " targets in that time (expected: a shorter time)");
      }
    } else if (!precedence.replaces(before.precedence)) {
      return;
    }
    targets.put(
        label.getTargetId(),
        new Counted(precedence, label.getOutcome(), word(label), live, question.axis().at(start)));
  }

  /** What was counted so far. */
  Distribution distribution(long records) {
    Axis axis = question.axis();
    List<Sum> sums = new ArrayList<>();
    for (int bucket = 0; bucket < axis.size(); bucket++) {
      sums.add(new Sum());
    }
    Sum total = new Sum();
    for (Counted counted : targets.values()) {
      if (counted.bucket >= 0) {
        sums.get(counted.bucket).add(counted);
        total.add(counted);
      }
    }
    List<Bucket> buckets = new ArrayList<>();
    for (int bucket = 0; bucket < axis.size(); bucket++) {
      buckets.add(sums.get(bucket).of(axis.from(bucket), axis.to(bucket)));
    }
    return new Distribution(buckets, total.of(axis.from(), axis.to()), records);
  }

  /** As the alert stream takes them: a label without a value is none. */
  private static boolean isUsable(Label label) {
    return label.getOutcome() != Outcome.LABELLED || label.getValue().isPresent();
  }

  /** There are few, and each record of the log has its own copy. */
  private String word(Label label) {
    String word =
        (label.getOutcome() == Outcome.LABELLED ? label.getValue() : label.getReason())
            .orElse("none");
    return words.computeIfAbsent(word, same -> same);
  }

  private static final class Sum {
    private final Map<Outcome, Map<String, Long>> words = new HashMap<>();
    private long backfilled;

    void add(Counted counted) {
      words
          .computeIfAbsent(counted.outcome, outcome -> new HashMap<>())
          .merge(counted.word, 1L, Long::sum);
      if (counted.outcome == Outcome.LABELLED && !counted.live) {
        backfilled++;
      }
    }

    Bucket of(Instant from, Instant to) {
      return new Bucket(
          from,
          to,
          words.getOrDefault(Outcome.LABELLED, Map.of()),
          backfilled,
          words.getOrDefault(Outcome.FAILED, Map.of()),
          words.getOrDefault(Outcome.SKIPPED, Map.of()));
    }
  }
}
