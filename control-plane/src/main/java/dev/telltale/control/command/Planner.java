// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.control.manifest.AlertDraft;
import dev.telltale.control.manifest.Draft;
import dev.telltale.control.manifest.Drafts;
import dev.telltale.control.manifest.Place;
import dev.telltale.control.manifest.Problem;
import dev.telltale.control.manifest.SignalDraft;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans what documents do to the definitions as they are. Pure. */
final class Planner {
  private final Activation activation;

  Planner(Activation activation) {
    this.activation = activation;
  }

  /** Plans all documents, and finds every reason why they may not be applied. */
  Plan plan(Drafts drafts, Definitions current, Author author) {
    List<Problem> problems = new ArrayList<>(drafts.problems());
    refuseTwice(drafts, problems);
    SignalRules rules = new SignalRules(activation, problems);
    Map<SignalKey, SignalType> types = types(drafts, current, author);
    List<Planned> planned = new ArrayList<>();
    for (Draft draft : drafts.inOrder()) {
      if (draft instanceof SignalDraft signal) {
        SignalDefinition before = current.signals().get(key(draft, author));
        PlannedSignal after = SignalPlanner.plan(signal, before, author);
        rules.check(signal, before, after.definition());
        planned.add(after);
      } else if (draft instanceof AlertDraft alert) {
        refuseSignal(alert, types.get(key(draft, author)), drafts, problems);
        AlertId id = new AlertId(key(draft, author), alert.alert());
        planned.add(AlertPlanner.plan(alert, current.alerts().get(id), author));
      }
    }
    return new Plan(planned, problems);
  }

  private static void refuseTwice(Drafts drafts, List<Problem> problems) {
    Map<String, Place> seen = new HashMap<>();
    for (Draft draft : drafts.inOrder()) {
      boolean isAlert = draft instanceof AlertDraft;
      String name = isAlert ? "alert" : "signal";
      String key = draft.signal() + (draft instanceof AlertDraft alert ? "/" + alert.alert() : "");
      Place first = seen.putIfAbsent(name + ' ' + key, draft.place());
      if (first != null) {
        problems.add(
            draft
                .place()
                .problem(
                    name,
                    key
                        + " is defined twice (first in "
                        + first.file()
                        + ':'
                        + first.line()
                        + ")"));
      }
    }
  }

  /** The types of all signals once the documents are applied. */
  private static Map<SignalKey, SignalType> types(
      Drafts drafts, Definitions current, Author author) {
    Map<SignalKey, SignalType> types = new HashMap<>();
    current.signals().forEach((key, definition) -> types.put(key, definition.getType()));
    for (Draft draft : drafts.inOrder()) {
      if (draft instanceof SignalDraft signal) {
        types.putIfAbsent(key(draft, author), signal.type());
      }
    }
    return types;
  }

  private static void refuseSignal(
      AlertDraft alert, @Nullable SignalType type, Drafts drafts, List<Problem> problems) {
    if (type != null) {
      AlertPlanner.refuseMetric(alert, type, problems);
    } else if (!drafts.brokenSignals().contains(alert.signal())) {
      problems.add(
          alert
              .place()
              .problem(
                  "signal",
                  alert.signal() + " does not exist (expected: a signal, defined before or here)"));
    }
  }

  private static SignalKey key(Draft draft, Author author) {
    return new SignalKey(author.project(), draft.signal().agent(), draft.signal().signal());
  }
}
