// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.schemas.alert.NoDataPolicy;
import dev.telltale.schemas.alert.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a rule stands, and where a window leads it from there. What all states but {@link Firing}
 * do is written once, below. Messages: one when a rule starts to fire, unless an earlier message's
 * cooldown still runs; none while it goes on; one when it recovers, if its firing was told.
 */
sealed interface Standing {
  /**
   * New or edited, and not evaluated since. As all below: a crossed line is told, the good side is
   * not.
   */
  record Unknown() implements Standing {}

  /** On the good side. */
  record Ok() implements Standing {}

  /** On the bad side since the window that ended at {@code since}. */
  record Firing(Instant since, boolean told) implements Standing {
    @Override
    public Step crossed(Moment moment) {
      return moment.quietly(this);
    }

    @Override
    public Step between(Moment moment) {
      return moment.quietly(this);
    }

    @Override
    public Step clear(Moment moment) {
      return new Step(
          moment.rest(),
          moment.silentUntil,
          Optional.of(new Change(Transition.RECOVERED, told && moment.tellsRecovery)));
    }

    @Override
    public Step tooFew(Moment moment) {
      return moment.noData == NoDataPolicy.KEEP
          ? moment.quietly(this)
          : Standing.super.tooFew(moment);
    }

    @Override
    public Step noBaseline(Moment moment) {
      return moment.quietly(this);
    }
  }

  /** On the good side, while messages are still silenced. */
  record CoolingDown(Instant until) implements Standing {}

  /** Too few labels since the window that ended at {@code since}. */
  record NoData(Instant since) implements Standing {
    @Override
    public Step tooFew(Moment moment) {
      return moment.noData == NoDataPolicy.OK ? clear(moment) : moment.quietly(this);
    }
  }

  /** Nothing to compare with since the window that ended at {@code since}. */
  record NoBaseline(Instant since) implements Standing {
    @Override
    public Step noBaseline(Moment moment) {
      return moment.quietly(this);
    }
  }

  /**
   * A window's end, and what the rule wants then.
   *
   * @param end of the window
   * @param silentUntil end of the last told message's cooldown; {@link Instant#MIN} for none
   */
  record Moment(
      Instant end,
      Instant silentUntil,
      Duration cooldown,
      boolean tellsRecovery,
      NoDataPolicy noData) {
    private boolean silent() {
      return end.isBefore(silentUntil);
    }

    private Standing rest() {
      return silent() ? new CoolingDown(silentUntil) : new Ok();
    }

    private Step quietly(Standing next) {
      return new Step(next, silentUntil, Optional.empty());
    }

    private Step loudly(Standing next, Transition transition) {
      boolean told = !silent();
      return new Step(
          next, told ? end.plus(cooldown) : silentUntil, Optional.of(new Change(transition, told)));
    }
  }

  /** A change that becomes an event; told to people or kept silent. */
  record Change(Transition transition, boolean told) {}

  /** Where a window led. */
  record Step(Standing next, Instant silentUntil, Optional<Change> change) {}

  /** The metric is on the bad side of the threshold, or on it. */
  default Step crossed(Moment moment) {
    return moment.loudly(new Firing(moment.end, !moment.silent()), Transition.FIRED);
  }

  /** The metric is back over the threshold, but not yet over the line of recovery. */
  default Step between(Moment moment) {
    return clear(moment);
  }

  /** The metric is on the good side. */
  default Step clear(Moment moment) {
    return moment.quietly(moment.rest());
  }

  /** The window has too few labels. */
  default Step tooFew(Moment moment) {
    return switch (moment.noData) {
      case KEEP -> moment.quietly(new NoData(moment.end));
      case OK -> clear(moment);
      case NOTIFY -> moment.loudly(new NoData(moment.end), Transition.NO_DATA);
    };
  }

  /** The window before has too few labels to compare with. */
  default Step noBaseline(Moment moment) {
    return moment.quietly(new NoBaseline(moment.end));
  }
}
