// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.signal.SignalDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes to a signal's fields, by {@link MergePatch}: a mapping is changed outcome by outcome. */
final class SignalPatch {
  private static final String STATE =
      "not by an edit (expected: activate, disable, archive or unarchive)";
  private static final String TEMPLATE = "only when a signal is created";

  /** What only other judges have, by judge. */
  private static final Map<String, Set<String>> OF_OTHERS =
      Map.of(
          "llm", Set.of("reads", "distilled", "confidence", "checkPercent"),
          "offline", Set.of("model", "confidence", "checkPercent"));

  private final Map<String, @Nullable Object> changes;

  SignalPatch(Map<String, @Nullable Object> changes) {
    this.changes = changes;
  }

  /** The fields of a new signal. */
  Map<String, Object> alone() {
    return MergePatch.merged(new LinkedHashMap<>(), changes);
  }

  /** The fields of a signal once it is changed. */
  Map<String, Object> on(SignalDefinition current) {
    Map<String, Object> fields = SignalFields.of(current);
    if (changes.get("labels") instanceof List<?> labels) {
      keepOnly(labels, "sentiments", fields);
      keepOnly(labels, "examples", fields);
    }
    if (changes.containsKey("judge")) {
      // What only another judge has would be refused, though nobody asked for it.
      fields
          .keySet()
          .removeAll(OF_OTHERS.getOrDefault(String.valueOf(changes.get("judge")), Set.of()));
    }
    if (changes.containsKey("labels") || changes.containsKey("reads")) {
      // A head knows the outcomes that it was trained for, in texts of one kind.
      fields.remove("distilled");
    }
    return MergePatch.merged(fields, changes);
  }

  /** What an edit cannot change. */
  List<Problem> problems(SignalDefinition current) {
    List<Problem> problems = new ArrayList<>();
    refuseOther("agent", current.getAgent(), problems);
    refuseOther("signal", current.getSignal(), problems);
    refuse("state", STATE, problems);
    refuse("template", TEMPLATE, problems);
    return problems;
  }

  private void refuseOther(String field, String current, List<Problem> problems) {
    if (changes.containsKey(field) && !current.equals(changes.get(field))) {
      refuse(field, "cannot be changed (expected: " + current + ", or a new signal)", problems);
    }
  }

  private void refuse(String field, String message, List<Problem> problems) {
    if (changes.containsKey(field)) {
      problems.add(Place.REQUEST.problem(field, message));
    }
  }

  /** Outcomes that are labels no more take what is said of them along. */
  private static void keepOnly(List<?> labels, String field, Map<String, Object> fields) {
    if (fields.get(field) instanceof Map<?, ?> outcomes) {
      Map<Object, Object> kept = new LinkedHashMap<>(outcomes);
      kept.keySet().retainAll(labels);
      if (kept.isEmpty()) {
        fields.remove(field);
      } else {
        fields.put(field, kept);
      }
    }
  }
}
