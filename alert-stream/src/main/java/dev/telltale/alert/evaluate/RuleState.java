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
import dev.telltale.schemas.alert.Unknown;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a rule from one window to the next.
 *
 * @param silentUntil end of the last told message's cooldown; {@link Instant#MIN} for none
 * @param evaluatedAt end of the last window that was evaluated; {@link Instant#EPOCH} for none
 * @param stale whether the last window was left out because it was read too late
 * @param held evaluations in a row that crossed the line with a significant change
 * @param lastFiredAt end of the last window that fired
 */
record RuleState(
    Standing standing,
    Instant silentUntil,
    Instant evaluatedAt,
    boolean stale,
    int held,
    Optional<Instant> lastFiredAt) {
  /** A rule that was never evaluated, or was edited since: it has no past. */
  static final RuleState UNKNOWN =
      new RuleState(new Standing.Unknown(), Instant.MIN, Instant.EPOCH, false, 0, Optional.empty());

  /** What a record says of a rule, if it is about the rule as it is. */
  static RuleState of(@Nullable AlertState record, AlertRule rule) {
    return record == null || record.getRevision() != rule.getRevision()
        ? UNKNOWN
        : new RuleState(
            standing(record.getState()),
            record.getSilentUntil().orElse(Instant.MIN),
            record.getEvaluatedAt(),
            record.getStale(),
            record.getHeld(),
            record.getLastFiredAt());
  }

  /** The record of a rule that was not evaluated, as it was too late. */
  AlertState staleRecord(AlertRule rule, @Nullable AlertState stored) {
    boolean known = stored != null && stored.getRevision() == rule.getRevision();
    return (known ? AlertState.newBuilder(stored) : builder(rule)).setStale(true).build();
  }

  /** The record, with what was seen at the last window's end. */
  AlertState record(AlertRule rule, Reading reading, Optional<String> heldBack) {
    Level now = reading.now();
    return builder(rule)
        .setStale(stale)
        .setObserved(boxed(reading.observed()))
        .setLevel(boxed(now.value()))
        .setPrior(reading.before().map(before -> boxed(before.value())).orElse(null))
        .setIntervalLow(now.interval().map(i -> i.low()).orElse(null))
        .setIntervalHigh(now.interval().map(i -> i.high()).orElse(null))
        .setLabels(now.counts().labels())
        .setVerdicts(now.counts().verdicts())
        .setHeldBack(heldBack.orElse(null))
        .build();
  }

  private AlertState.Builder builder(AlertRule rule) {
    return AlertState.newBuilder()
        .setProject(rule.getProject())
        .setAgent(rule.getAgent())
        .setSignal(rule.getSignal())
        .setAlert(rule.getAlert())
        .setRevision(rule.getRevision())
        .setState(record(standing))
        .setSilentUntil(silentUntil.equals(Instant.MIN) ? null : silentUntil)
        .setEvaluatedAt(evaluatedAt)
        .setHeld(held)
        .setLastFiredAt(lastFiredAt.orElse(null));
  }

  static @Nullable Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
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
    return state instanceof Unknown ? new Standing.Unknown() : new Standing.Ok();
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
    return standing instanceof Standing.Unknown ? new Unknown() : new Ok();
  }
}
