// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.classifier.sample.Sampling;
import dev.telltale.schemas.judge.JudgeRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Targets whose answer is known, parted into those that teach and those that are held out. Of each
 * outcome the same share is held out, by a hash of the target ids: the same targets always part
 * alike. Pure.
 */
record Lessons(List<Known> taught, List<Known> heldOut) {
  /** Of each outcome so much of the targets is held out. */
  static final double SHARE = 0.3;

  /** With fewer of an outcome, nothing that is learned of it holds. */
  static final int FEWEST = 10;

  private static final String SALT = "telltale.holdout.v1";

  /** A target and its answer. */
  record Known(JudgeRequest request, String truth) {}

  /** Keeps copies. */
  Lessons {
    taught = List.copyOf(taught);
    heldOut = List.copyOf(heldOut);
  }

  /**
   * Parts them.
   *
   * @param least fewer than this are not enough
   * @throws RunFailure when there are too few
   */
  static Lessons of(List<String> outcomes, List<Known> known, int least) {
    String counts =
        outcomes.stream()
            .map(outcome -> outcome + " " + of(outcome, known).size())
            .collect(Collectors.joining(", "));
    boolean poor = outcomes.stream().anyMatch(outcome -> of(outcome, known).size() < FEWEST);
    if (known.size() < least || poor) {
      throw new RunFailure(
          "too few labels of a language model or a person whose conversation is still there: "
              + counts
              + " (expected: at least "
              + least
              + ", and "
              + FEWEST
              + " of each outcome; a larger window, a backfill or --min may help)");
    }
    List<Known> taught = new ArrayList<>();
    List<Known> heldOut = new ArrayList<>();
    for (String outcome : outcomes) {
      List<Known> own = new ArrayList<>(of(outcome, known));
      own.sort(
          Comparator.<Known>comparingDouble(
                  one -> Sampling.position(SALT, one.request.getTargetId()))
              .thenComparing(one -> one.request.getTargetId()));
      int held = (int) Math.round(own.size() * SHARE);
      heldOut.addAll(own.subList(0, held));
      taught.addAll(own.subList(held, own.size()));
    }
    return new Lessons(taught, heldOut);
  }

  private static List<Known> of(String outcome, List<Known> known) {
    return known.stream().filter(one -> one.truth.equals(outcome)).toList();
  }
}
