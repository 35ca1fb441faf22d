// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.explain;

import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Kappa;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one version's judge said, against what people said of the same revisions of the same
 * targets; the newest where they said more than once. A person's label stays true when the prompt
 * changes, so it is held against every version that has its value among its outcomes. Pure.
 *
 * @param version of the signal
 * @param outcomes that the version has, in its order
 * @param table by the judge's value, then the person's: how many targets
 * @param withoutLabel targets with a person's label on which this version failed or did not try
 * @param withoutVerdict targets with a person's label that this version was not asked about
 */
public record Agreement(
    int version,
    List<String> outcomes,
    Map<String, Map<String, Integer>> table,
    int withoutLabel,
    int withoutVerdict) {
  /** With fewer pairs than this nothing here means anything. */
  public static final int ENOUGH = 20;

  private record Seen(String targetId, long revision) {
    static Seen of(Label label) {
      return new Seen(label.getTargetId(), label.getRevision());
    }
  }

  /**
   * One for each version, oldest first.
   *
   * @param verdicts of that signal, judges' and people's, as they were written
   */
  public static List<Agreement> of(SignalHistory signal, Collection<Label> verdicts) {
    Map<Seen, Label> people = new LinkedHashMap<>();
    Map<Integer, Map<Seen, Label>> judges = new HashMap<>();
    for (Label label : verdicts) {
      if (label.getOrigin() == Origin.HUMAN) {
        people.merge(
            Seen.of(label), label, (a, b) -> b.getDecidedAt().isBefore(a.getDecidedAt()) ? a : b);
      } else if (Counted.isJudges(label)) {
        judges
            .computeIfAbsent(label.getVersion(), v -> new HashMap<>())
            .merge(Seen.of(label), label, Counted::later);
      }
    }
    return signal.definition().getVersions().stream()
        .map(v -> of(v, signal, people, judges.getOrDefault(v.getVersion(), Map.of())))
        .toList();
  }

  private static Agreement of(
      SignalVersion version,
      SignalHistory signal,
      Map<Seen, Label> people,
      Map<Seen, Label> judged) {
    List<String> outcomes = signal.outcomes(version);
    Map<String, Map<String, Integer>> table = new LinkedHashMap<>();
    int withoutLabel = 0;
    int withoutVerdict = 0;
    for (Map.Entry<Seen, Label> said : people.entrySet()) {
      String person = said.getValue().getValue().orElse("");
      if (!outcomes.contains(person)) {
        continue;
      }
      Label verdict = judged.get(said.getKey());
      if (verdict == null) {
        withoutVerdict++;
      } else if (verdict.getOutcome() == Outcome.LABELLED) {
        table
            .computeIfAbsent(verdict.getValue().orElse(""), value -> new LinkedHashMap<>())
            .merge(person, 1, Integer::sum);
      } else {
        withoutLabel++;
      }
    }
    return new Agreement(version.getVersion(), outcomes, table, withoutLabel, withoutVerdict);
  }

  /** How many targets the judge gave one value, and people another or the same. */
  public int count(String judge, String person) {
    return table.getOrDefault(judge, Map.of()).getOrDefault(person, 0);
  }

  /** Targets that both gave a label. */
  public int pairs() {
    return table.values().stream().flatMap(row -> row.values().stream()).mapToInt(n -> n).sum();
  }

  /** The share of pairs that are alike; empty without a pair. */
  public OptionalDouble observed() {
    return share(outcomes.stream().mapToInt(value -> count(value, value)).sum(), pairs());
  }

  /** Cohen's kappa; empty where {@link Kappa} has none. */
  public OptionalDouble kappa() {
    List<Kappa.Pair> pairs = new ArrayList<>();
    table.forEach(
        (judge, row) ->
            row.forEach(
                (person, count) ->
                    pairs.addAll(Collections.nCopies(count, new Kappa.Pair(judge, person)))));
    return Kappa.of(pairs);
  }

  /** Of the targets that the judge gave this value, the share that people gave it too. */
  public OptionalDouble precision(String value) {
    return share(count(value, value), said(value));
  }

  /** Of the targets that people gave this value, the share that the judge gave it too. */
  public OptionalDouble recall(String value) {
    return share(count(value, value), labelled(value));
  }

  /** Of the targets with both a verdict and a person's label, the share where it is a label. */
  public OptionalDouble coverage() {
    return share(pairs(), pairs() + withoutLabel);
  }

  private int said(String judge) {
    return table.getOrDefault(judge, Map.of()).values().stream().mapToInt(n -> n).sum();
  }

  private int labelled(String person) {
    return table.values().stream().mapToInt(row -> row.getOrDefault(person, 0)).sum();
  }

  private static OptionalDouble share(int part, int whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }
}
