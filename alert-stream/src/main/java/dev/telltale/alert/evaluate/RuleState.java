// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.CoolingDown;
import dev.telltale.schemas.alert.Firing;
import dev.telltale.schemas.alert.NoBaseline;
import dev.telltale.schemas.alert.NoData;
import dev.telltale.schemas.alert.Ok;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * What is remembered of a rule from one window to the next.
 *
 * @param revision of the rule that it is about
 * @param silentUntil end of the last told message's cooldown; {@link Instant#MIN} for none
 * @param evaluatedAt end of the last window that was evaluated; {@link Instant#MIN} for none
 * @param observed the metric at that time
 * @param stale whether the last window was left out because it was read too late
 */
record RuleState(
    int revision,
    Standing standing,
    Instant silentUntil,
    Instant evaluatedAt,
    OptionalDouble observed,
    boolean stale) {
  /** A rule that was never evaluated, or was edited since: it has no past. */
  static RuleState unevaluated(AlertRule rule) {
    return new RuleState(
        rule.getRevision(),
        new Standing.Ok(),
        Instant.MIN,
        Instant.MIN,
        OptionalDouble.empty(),
        false);
  }

  static RuleState evaluated(
      AlertRule rule, Standing.Step step, Instant end, OptionalDouble observed) {
    return new RuleState(rule.getRevision(), step.next(), step.silentUntil(), end, observed, false);
  }

  static RuleState of(AlertState record) {
    return new RuleState(
        record.getRevision(),
        standing(record.getState()),
        record.getSilentUntil().orElse(Instant.MIN),
        record.getEvaluatedAt(),
        record.getObserved().map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        record.getStale());
  }

  AlertState record(AlertRule rule) {
    return AlertState.newBuilder()
        .setProject(rule.getProject())
        .setAgent(rule.getAgent())
        .setSignal(rule.getSignal())
        .setAlert(rule.getAlert())
        .setRevision(revision)
        .setState(record(standing))
        .setSilentUntil(silentUntil.equals(Instant.MIN) ? null : silentUntil)
        .setEvaluatedAt(evaluatedAt)
        .setObserved(observed.isPresent() ? observed.getAsDouble() : null)
        .setStale(stale)
        .build();
  }

  private static Standing standing(Object state) {
    if (state instanceof Firing firing) {
      return new Standing.Firing(firing.getSince(), firing.getTold());
    } else if (state instanceof CoolingDown coolingDown) {
      return new Standing.CoolingDown(coolingDown.getUntil());
    } else if (state instanceof NoData noData) {
      return new Standing.NoData(noData.getSince());
    } else if (state instanceof NoBaseline noBaseline) {
      return new Standing.NoBaseline(noBaseline.getSince());
    }
    return new Standing.Ok();
  }

  private static Object record(Standing standing) {
    if (standing instanceof Standing.Firing firing) {
      return new Firing(firing.since(), firing.told());
    } else if (standing instanceof Standing.CoolingDown coolingDown) {
      return new CoolingDown(coolingDown.until());
    } else if (standing instanceof Standing.NoData noData) {
      return new NoData(noData.since());
    } else if (standing instanceof Standing.NoBaseline noBaseline) {
      return new NoBaseline(noBaseline.since());
    }
    return new Ok();
  }
}
