// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.classifier.dispatch.Target;
import dev.telltale.classifier.sample.Sampling;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalVersion;
import dev.telltale.schemas.signal.TargetFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Picks a run's targets out of past traces or sessions, which it is shown from the newest back: of
 * each the last revision only, those that start in the window, pass the filter and are in the
 * sample, until it has enough. One thread at a time.
 */
final class Picking {
  private static final int OTHERS_TOLD = 5;

  private final Run run;
  private final SignalScope scope;
  private final String salt;
  private final Optional<String> expression;
  private final Optional<TargetFilter> filter;
  private final Set<String> seen = new HashSet<>();
  private final Set<String> otherAgents = new TreeSet<>();
  private long scanned;
  private long ofAgent;
  private long inWindow;
  private long filterFailures;
  private long matched;
  private long picked;
  private @Nullable Instant oldest;
  private @Nullable Instant newest;

  /**
   * Starts to pick.
   *
   * @param version whose filter it is
   */
  Picking(Run run, SignalHistory signal, SignalVersion version) {
    this.run = run;
    this.scope = signal.definition().getScope();
    this.salt = version.getSalt().orElseGet(() -> SignalKey.of(signal.definition()).text());
    this.expression = version.getFilter();
    this.filter = expression.map(TargetFilter::compile);
  }

  /**
   * Shows it the next older trace or session, and gives those of its targets that are picked.
   *
   * @param identity what all its revisions have alike
   * @param revisions how many there are with this one; nothing older comes of the first, so it is
   *     not remembered
   */
  List<Target> offer(String identity, int revisions, List<Target> targets) {
    scanned++;
    boolean known = revisions > 1 ? !seen.add(identity) : seen.remove(identity);
    if (known) {
      return List.of();
    }
    List<Target> taken = new ArrayList<>();
    targets.stream()
        .filter(target -> target.scope() == scope)
        .filter(this::isOfAgent)
        .sorted(Comparator.comparing(Target::start).reversed())
        .forEach(
            target -> {
              if (matches(target) && !isFull() && isSampled(target)) {
                picked++;
                taken.add(target);
              }
            });
    return taken;
  }

  /** True when more would be too many. */
  boolean isFull() {
    return run.getSampleSize() > 0 && picked >= run.getSampleSize();
  }

  /** Traces or sessions that it was shown. */
  long scanned() {
    return scanned;
  }

  /** Targets that match, picked or not. */
  long matched() {
    return matched;
  }

  /** Targets that were picked. */
  long picked() {
    return picked;
  }

  /** Why there is no target, and what there is instead. */
  String whyNone() {
    String what = scope.name().toLowerCase(Locale.ROOT);
    if (ofAgent == 0) {
      return "no "
          + what
          + " of agent "
          + run.getAgent()
          + " among the last "
          + scanned
          + " "
          + (scope == SignalScope.SESSION ? "sessions" : "traces")
          + " ("
          + (otherAgents.isEmpty()
              ? "nothing has closed yet"
              : "there are some of " + String.join(", ", otherAgents))
          + ")";
    }
    String there = ofAgent + " " + what + (ofAgent == 1 ? "" : "s") + " of agent " + run.getAgent();
    if (inWindow == 0) {
      return "no "
          + what
          + " in the window: "
          + there
          + (ofAgent == 1 ? " is" : " are")
          + " there, from "
          + oldest
          + " to "
          + newest;
    }
    if (matched > 0) {
      return "none of "
          + matched
          + (matched == 1 ? " target" : " targets")
          + " that match is in a sample of "
          + run.getSampleRate()
          + " %";
    }
    return "no "
        + what
        + " passes the filter "
        + expression.orElse("")
        + ": "
        + inWindow
        + " of "
        + there
        + (inWindow == 1 ? " is" : " are")
        + " in the window"
        + (filterFailures == 0 ? "" : ", and on " + filterFailures + " the filter fails");
  }

  private boolean isOfAgent(Target target) {
    if (!target.project().equals(run.getProject())) {
      return false;
    }
    if (!target.agent().equals(run.getAgent())) {
      if (otherAgents.size() < OTHERS_TOLD) {
        otherAgents.add(target.agent());
      }
      return false;
    }
    ofAgent++;
    return true;
  }

  private boolean matches(Target target) {
    Instant start = target.start();
    oldest = oldest == null || start.isBefore(oldest) ? start : oldest;
    newest = newest == null || start.isAfter(newest) ? start : newest;
    if (start.isBefore(run.getFrom()) || !start.isBefore(run.getTo())) {
      return false;
    }
    inWindow++;
    if (!passes(target)) {
      return false;
    }
    matched++;
    return true;
  }

  private boolean passes(Target target) {
    try {
      return filter.isEmpty() || filter.get().matches(target.variables());
    } catch (IllegalStateException e) {
      filterFailures++;
      return false;
    }
  }

  private boolean isSampled(Target target) {
    return Sampling.keeps(salt, target.targetId(), run.getSampleRate());
  }
}
