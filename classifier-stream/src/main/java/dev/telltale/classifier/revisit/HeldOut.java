// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.schemas.run.JudgeAgreement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A judge's answers against the true ones, target by target. One thread at a time. */
final class HeldOut {
  private static final double Z95 = 1.959963984540054;

  private final List<String> outcomes;
  private final int[][] table;
  private int undecided;

  /** Knows no target yet. */
  HeldOut(List<String> outcomes) {
    this.outcomes = List.copyOf(outcomes);
    this.table = new int[outcomes.size()][outcomes.size()];
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
      table[outcomes.indexOf(truth)][outcomes.indexOf(said)]++;
    }
  }

  int compared() {
    return IntStream.range(0, table.length).map(this::truth).sum();
  }

  int agreed() {
    return IntStream.range(0, table.length).map(i -> table[i][i]).sum();
  }

  /** Cohen's kappa; empty without a pair, and where both only ever gave one and the same value. */
  Optional<Double> kappa() {
    long all = (long) compared() * compared();
    long byChance = 0;
    for (int i = 0; i < table.length; i++) {
      byChance += (long) truth(i) * said(i);
    }
    long alike = (long) agreed() * compared();
    return all == byChance
        ? Optional.empty()
        : Optional.of((double) (alike - byChance) / (double) (all - byChance));
  }

  JudgeAgreement agreement(String truth, String judge) {
    return JudgeAgreement.newBuilder()
        .setTruth(truth)
        .setJudge(judge)
        .setCompared(compared())
        .setAgreed(agreed())
        .setUndecided(undecided)
        .setKappa(kappa().orElse(null))
        .build();
  }

  /** For people, in one line. */
  String line() {
    int compared = compared();
    return compared == 0
        ? "no answer on " + undecided + " targets"
        : String.format(
            Locale.ROOT,
            "agrees on %d of %d (%.0f %%, 95 %% interval %s), kappa %s, answers %.0f %%",
            agreed(),
            compared,
            100.0 * agreed() / compared,
            interval(agreed(), compared),
            kappa().map(kappa -> String.format(Locale.ROOT, "%.2f", kappa)).orElse("none"),
            100.0 * compared / (compared + undecided));
  }

  /** For people, a line for each outcome. */
  List<String> byOutcome() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < table.length; i++) {
      lines.add(
          outcomes.get(i)
              + ": precision "
              + share(table[i][i], said(i))
              + ", recall "
              + share(table[i][i], truth(i)));
    }
    return lines;
  }

  private static String share(int part, int whole) {
    return whole == 0
        ? "none"
        : String.format(Locale.ROOT, "%.0f %% (%d of %d)", 100.0 * part / whole, part, whole);
  }

  /** Wilson's, of a share. */
  private static String interval(int part, int whole) {
    double share = (double) part / whole;
    double spread = Z95 * Z95 / whole;
    double middle = (share + spread / 2) / (1 + spread);
    double half =
        Z95 * Math.sqrt(share * (1 - share) / whole + spread / (4.0 * whole)) / (1 + spread);
    return String.format(
        Locale.ROOT, "%.0f to %.0f %%", 100 * (middle - half), 100 * (middle + half));
  }

  private int truth(int outcome) {
    return IntStream.of(table[outcome]).sum();
  }

  private int said(int outcome) {
    return IntStream.range(0, table.length).map(truth -> table[truth][outcome]).sum();
  }
}
