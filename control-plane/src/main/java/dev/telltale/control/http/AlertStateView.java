// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.CoolingDown;
import dev.telltale.schemas.alert.Firing;
import dev.telltale.schemas.alert.NoBaseline;
import dev.telltale.schemas.alert.NoData;
import dev.telltale.schemas.alert.Ok;
import dev.telltale.schemas.alert.RuleSentence;
import dev.telltale.schemas.alert.RuleWords;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where an alert stands, as the API shows it.
 *
 * @param state ok, firing, cooling_down, no_data, no_baseline or unknown
 * @param since when that began; null when it is not kept
 * @param told for firing: false when a cooldown kept it silent
 * @param until end of the silence after a firing that was told
 * @param observed what the threshold is held against; null without enough labels
 * @param observedText the same for people
 * @param coverage labels / verdicts; null without verdicts
 * @param revision that was evaluated last; less than the alert's own right after an edit
 * @param firings in the last seven days
 */
record AlertStateView(
    String key,
    String name,
    boolean enabled,
    String sentence,
    String state,
    @Nullable String since,
    @Nullable Boolean told,
    @Nullable String until,
    @Nullable Integer revision,
    @Nullable String evaluatedAt,
    boolean stale,
    @Nullable Double observed,
    @Nullable String observedText,
    @Nullable Double level,
    @Nullable Double prior,
    @Nullable Double intervalLow,
    @Nullable Double intervalHigh,
    long labels,
    long verdicts,
    @Nullable Double coverage,
    int held,
    @Nullable String heldBack,
    @Nullable String lastFiredAt,
    int firings) {

  static AlertStateView of(AlertRule rule, Optional<AlertState> kept, int firings) {
    AlertState state = kept.orElse(null);
    Object now = state == null ? null : state.getState();
    return new AlertStateView(
        AlertId.of(rule).text(),
        rule.getName(),
        rule.getEnabled(),
        RuleSentence.of(rule),
        word(now),
        text(since(now)),
        now instanceof Firing firing ? firing.getTold() : null,
        state == null ? null : text(state.getSilentUntil()),
        state == null ? null : state.getRevision(),
        state == null ? null : state.getEvaluatedAt().toString(),
        state != null && state.getStale(),
        state == null ? null : state.getObserved().orElse(null),
        state == null
            ? null
            : state.getObserved().map(value -> RuleWords.observed(rule, value)).orElse(null),
        state == null ? null : state.getLevel().orElse(null),
        state == null ? null : state.getPrior().orElse(null),
        state == null ? null : state.getIntervalLow().orElse(null),
        state == null ? null : state.getIntervalHigh().orElse(null),
        state == null ? 0 : state.getLabels(),
        state == null ? 0 : state.getVerdicts(),
        state == null ? null : coverage(state.getLabels(), state.getVerdicts()),
        state == null ? 0 : state.getHeld(),
        state == null ? null : state.getHeldBack().orElse(null),
        state == null ? null : text(state.getLastFiredAt()),
        firings);
  }

  /** Labels / verdicts. */
  static @Nullable Double coverage(long labels, long verdicts) {
    return verdicts == 0 ? null : Double.valueOf((double) labels / (double) verdicts);
  }

  private static String word(@Nullable Object state) {
    if (state instanceof Ok) {
      return "ok";
    } else if (state instanceof Firing) {
      return "firing";
    } else if (state instanceof CoolingDown) {
      return "cooling_down";
    } else if (state instanceof NoData) {
      return "no_data";
    }
    return state instanceof NoBaseline ? "no_baseline" : "unknown";
  }

  private static Optional<Instant> since(@Nullable Object state) {
    if (state instanceof Firing firing) {
      return Optional.of(firing.getSince());
    } else if (state instanceof NoData noData) {
      return Optional.of(noData.getSince());
    }
    return state instanceof NoBaseline none ? Optional.of(none.getSince()) : Optional.empty();
  }

  private static @Nullable String text(Optional<Instant> at) {
    return at.map(Instant::toString).orElse(null);
  }
}
