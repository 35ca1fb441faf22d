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
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plans what documents do to the definitions as they are. Pure. */
final class Planner {
  private static final Set<String> STEPS = Set.of("enabled", "archived");

  private final Activation activation;
  private final HeadChoice heads;

  Planner(Activation activation, DistilledHeads heads) {
    this.activation = activation;
    this.heads = new HeadChoice(heads);
  }

  /** Plans all documents, and finds every reason why they may not be applied. */
  Plan plan(Drafts drafts, Definitions current, Author author) {
    List<Problem> problems = new ArrayList<>(drafts.problems());
    refuseTwice(drafts, problems);
    SignalRules rules = new SignalRules(activation, problems);
    Map<SignalKey, SignalDefinition> signals = new HashMap<>(current.signals());
    List<Planned> planned = new ArrayList<>();
    for (Draft draft : drafts.inOrder()) {
      if (draft instanceof SignalDraft signal) {
        SignalDefinition before = current.signals().get(key(draft, author));
        PlannedSignal after =
            SignalPlanner.plan(
                signal,
                before,
                author,
                version ->
                    heads.choose(
                        signal,
                        before,
                        author,
                        version,
                        why -> problems.add(signal.place().problem("distilled", why))));
        rules.check(signal, before, after.definition());
        signals.put(key(draft, author), after.definition());
        planned.add(after);
      }
    }
    int at = 0;
    for (Draft draft : drafts.inOrder()) {
      // An alert may stand before its signal.
      if (draft instanceof AlertDraft alert) {
        SignalDefinition signal = signals.get(key(draft, author));
        AlertRule before = current.alerts().get(new AlertId(key(draft, author), alert.alert()));
        if (signal == null) {
          refuseSignal(alert, drafts, problems);
        } else {
          planned.add(
              Math.min(at, planned.size()),
              plan(alert, before, new AlertRules(signal, alert, problems), author));
        }
      }
      at++;
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

  /** A step of an alert's life is not held up by what became of its signal. */
  private static PlannedAlert plan(
      AlertDraft draft, @Nullable AlertRule before, AlertRules rules, Author author) {
    PlannedAlert planned =
        AlertPlanner.plan(draft, before, rules.crossing(), rules.warnings(), author);
    boolean isStep =
        before != null
            && draft.place().equals(Place.REQUEST)
            && STEPS.containsAll(planned.fields());
    if (!isStep) {
      rules.check();
    }
    return planned;
  }

  private static void refuseSignal(AlertDraft alert, Drafts drafts, List<Problem> problems) {
    if (!drafts.brokenSignals().contains(alert.signal())) {
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
