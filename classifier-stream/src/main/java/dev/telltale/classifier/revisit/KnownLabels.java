// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.label.Precedence;
import dev.telltale.schemas.run.Run;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people and the language model said of a signal's targets: of each target and revision the
 * newest of a person, or else what counts of one version's model. One thread at a time.
 */
final class KnownLabels {
  private static final String OFFLINE = "offline";

  private final Run run;
  private final List<String> outcomes;
  private final Map<Seen, Label> people = new HashMap<>();
  private final Map<Seen, Label> models = new HashMap<>();

  private record Seen(String targetId, long revision) {}

  /**
   * Knows none yet.
   *
   * @param outcomes of the run's version
   */
  KnownLabels(Run run, List<String> outcomes) {
    this.run = run;
    this.outcomes = List.copyOf(outcomes);
  }

  /** Takes the next one of the signal's, in any order. */
  void add(Label label) {
    boolean isIn =
        !label.getTargetStart().isBefore(run.getFrom())
            && label.getTargetStart().isBefore(run.getTo());
    if (!isIn
        || label.getOutcome() != Outcome.LABELLED
        || !outcomes.contains(label.getValue().orElse(""))) {
      return;
    }
    Seen seen = new Seen(label.getTargetId(), label.getRevision());
    if (label.getOrigin() == Origin.HUMAN) {
      people.merge(seen, label, (a, b) -> b.getDecidedAt().isBefore(a.getDecidedAt()) ? a : b);
    } else if (label.getOrigin() != Origin.PREVIEW
        && label.getVersion() == run.getVersion()
        && !label.getJudgeProvider().equals(OFFLINE)) {
      models.merge(seen, label, (a, b) -> Precedence.of(b).replaces(Precedence.of(a)) ? b : a);
    }
  }

  /** The label that is taken for true. */
  Optional<Label> of(String targetId, long revision) {
    Seen seen = new Seen(targetId, revision);
    return Optional.ofNullable(people.get(seen)).or(() -> Optional.ofNullable(models.get(seen)));
  }

  /** Whether nothing is known of any target. */
  boolean isEmpty() {
    return people.isEmpty() && models.isEmpty();
  }

  /** All that are taken for true. */
  Collection<Label> all() {
    Map<Seen, Label> all = new HashMap<>(models);
    all.putAll(people);
    return all.values();
  }
}
