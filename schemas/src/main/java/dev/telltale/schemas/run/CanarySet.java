// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.run;

import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a signal's judge is asked again day by day: the targets that people have labelled, each with
 * what was said of it last. Who plans a canary and who carries it out have the same set. Pure.
 *
 * @param labels people's, the newest first, one a target; at most {@link #MOST}
 */
public record CanarySet(List<Label> labels) {
  /** A day's cost has a bound, and 100 targets tell 84 % from 70 %. */
  public static final int MOST = 100;

  /** With fewer targets than this agreement means nothing. */
  public static final int FEWEST = 10;

  /** Keeps a copy. */
  public CanarySet {
    labels = List.copyOf(labels);
  }

  /**
   * Picks it.
   *
   * @param said labels of one signal; those of judges are left out
   * @param outcomes of the version that is asked: a label that it cannot give is left out, too
   */
  public static CanarySet of(Collection<Label> said, List<String> outcomes) {
    Map<String, Label> newest = new HashMap<>();
    for (Label label : said) {
      if (label.getOrigin() == Origin.HUMAN && label.getValue().isPresent()) {
        newest.merge(
            label.getTargetId(),
            label,
            (a, b) -> b.getDecidedAt().isBefore(a.getDecidedAt()) ? a : b);
      }
    }
    return new CanarySet(
        newest.values().stream()
            .filter(label -> outcomes.contains(label.getValue().orElse("")))
            .sorted(
                Comparator.comparing(Label::getDecidedAt)
                    .reversed()
                    .thenComparing(Label::getTargetId))
            .limit(MOST)
            .toList());
  }

  /** True when there are enough targets to say anything. */
  public boolean isEnough() {
    return labels.size() >= FEWEST;
  }
}
