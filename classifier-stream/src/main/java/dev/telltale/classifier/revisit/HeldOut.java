// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.schemas.label.Interval;
import dev.telltale.schemas.label.Kappa;
import dev.telltale.schemas.run.JudgeAgreement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A judge's answers against the true ones, target by target. One thread at a time. */
final class HeldOut {
  private final List<String> outcomes;
  private final List<Kappa.Pair> pairs = new ArrayList<>();
  private int undecided;

  /** Knows no target yet. */
  HeldOut(List<String> outcomes) {
    this.outcomes = List.copyOf(outcomes);
  }

  /**
   * Takes a target.
   *
   * @param said the judge's answer; null when it came to none
   */
  void add(String truth, @Nullable String said) {
    if (said == null) {
      undecided++;
    } else {
      pairs.add(new Kappa.Pair(truth, said));
    }
  }

  int compared() {
    return pairs.size();
  }

  int agreed() {
    return count(pair -> pair.one().equals(pair.other()));
  }

  /** Cohen's kappa; empty without a pair, and where both only ever gave one and the same value. */
  OptionalDouble kappa() {
    return Kappa.of(pairs);
  }

  JudgeAgreement agreement(String truth, String judge) {
    OptionalDouble kappa = kappa();
    return JudgeAgreement.newBuilder()
        .setTruth(truth)
        .setJudge(judge)
        .setCompared(compared())
        .setAgreed(agreed())
        .setUndecided(undecided)
        .setKappa(kappa.isPresent() ? kappa.getAsDouble() : null)
        .build();
  }

  /** For people, in one line. */
  String line() {
    int compared = compared();
    OptionalDouble kappa = kappa();
    return compared == 0
        ? "no answer on " + undecided + " targets"
        : String.format(
            Locale.ROOT,
            "agrees on %d of %d (%.0f %%, 95 %% interval %s), kappa %s, answers %.0f %%",
            agreed(),
            compared,
            100.0 * agreed() / compared,
            interval(agreed(), compared),
            kappa.isPresent() ? String.format(Locale.ROOT, "%.2f", kappa.getAsDouble()) : "none",
            100.0 * compared / (compared + undecided));
  }

  /** For people, a line for each outcome. */
  List<String> byOutcome() {
    List<String> lines = new ArrayList<>();
    for (String outcome : outcomes) {
      int alike = count(pair -> pair.one().equals(outcome) && pair.other().equals(outcome));
      lines.add(
          outcome
              + ": precision "
              + share(alike, count(pair -> pair.other().equals(outcome)))
              + ", recall "
              + share(alike, count(pair -> pair.one().equals(outcome))));
    }
    return lines;
  }

  private static String share(int part, int whole) {
    return whole == 0
        ? "none"
        : String.format(Locale.ROOT, "%.0f %% (%d of %d)", 100.0 * part / whole, part, whole);
  }

  private static String interval(int part, int whole) {
    Interval interval = Interval.wilson95(part, whole);
    return String.format(
        Locale.ROOT, "%.0f to %.0f %%", 100 * interval.low(), 100 * interval.high());
  }

  private int count(Predicate<Kappa.Pair> which) {
    return (int) pairs.stream().filter(which).count();
  }
}
