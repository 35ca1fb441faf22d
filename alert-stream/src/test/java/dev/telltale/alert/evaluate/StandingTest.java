// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.alert.evaluate.Standing.Change;
import dev.telltale.alert.evaluate.Standing.CoolingDown;
import dev.telltale.alert.evaluate.Standing.Firing;
import dev.telltale.alert.evaluate.Standing.Moment;
import dev.telltale.alert.evaluate.Standing.NoBaseline;
import dev.telltale.alert.evaluate.Standing.NoData;
import dev.telltale.alert.evaluate.Standing.Ok;
import dev.telltale.alert.evaluate.Standing.Step;
import dev.telltale.alert.evaluate.Standing.Unknown;
import dev.telltale.schemas.alert.NoDataPolicy;
import dev.telltale.schemas.alert.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state against every reading, with and without a cooldown that still runs. */
class StandingTest {
  private static final Instant EARLIER = Instant.parse("2026-03-01T11:00:00Z");
  private static final Instant END = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant LATER = Instant.parse("2026-03-01T12:30:00Z");
  private static final Instant NEVER = Instant.MIN;
  private static final Duration COOLDOWN = Duration.ofHours(1);
  private static final Instant COOLED = END.plus(COOLDOWN);

  private static final Standing UNKNOWN = new Unknown();
  private static final Standing OK = new Ok();
  private static final Standing FIRING = new Firing(EARLIER, true);
  private static final Standing FIRING_UNTOLD = new Firing(EARLIER, false);
  private static final Standing COOLING = new CoolingDown(LATER);
  private static final Standing NO_DATA = new NoData(EARLIER);
  private static final Standing NO_BASELINE = new NoBaseline(EARLIER);

  private static final Standing FIRES = new Firing(END, true);
  private static final Standing FIRES_UNTOLD = new Firing(END, false);
  private static final Standing NO_DATA_NOW = new NoData(END);
  private static final Standing NO_BASELINE_NOW = new NoBaseline(END);

  private static final BiFunction<Standing, Moment, Step> CROSSED = Standing::crossed;
  private static final BiFunction<Standing, Moment, Step> BETWEEN = Standing::between;
  private static final BiFunction<Standing, Moment, Step> CLEAR = Standing::clear;
  private static final BiFunction<Standing, Moment, Step> TOO_FEW = Standing::tooFew;
  private static final BiFunction<Standing, Moment, Step> NOTHING_BEFORE = Standing::noBaseline;

  private static final String QUIET = "";

  static Stream<Arguments> table() {
    return Stream.of(
        // new or edited
        row(UNKNOWN, CROSSED, NEVER, FIRES, "FIRED told", COOLED),
        row(UNKNOWN, BETWEEN, NEVER, OK, QUIET, NEVER),
        row(UNKNOWN, CLEAR, NEVER, OK, QUIET, NEVER),
        row(UNKNOWN, TOO_FEW, NEVER, NO_DATA_NOW, QUIET, NEVER),
        row(UNKNOWN, NOTHING_BEFORE, NEVER, NO_BASELINE_NOW, QUIET, NEVER),
        // no message was told, or its cooldown is over
        row(FIRING_UNTOLD, BETWEEN, END, FIRING_UNTOLD, QUIET, END),
        row(FIRING_UNTOLD, NOTHING_BEFORE, END, FIRING_UNTOLD, QUIET, END),
        row(COOLING, BETWEEN, END, OK, QUIET, END),
        row(COOLING, NOTHING_BEFORE, END, NO_BASELINE_NOW, QUIET, END),
        row(NO_BASELINE, BETWEEN, NEVER, OK, QUIET, NEVER),
        row(OK, CROSSED, NEVER, FIRES, "FIRED told", COOLED),
        row(OK, CROSSED, END, FIRES, "FIRED told", COOLED),
        row(OK, BETWEEN, NEVER, OK, QUIET, NEVER),
        row(OK, CLEAR, NEVER, OK, QUIET, NEVER),
        row(OK, TOO_FEW, NEVER, NO_DATA_NOW, QUIET, NEVER),
        row(OK, NOTHING_BEFORE, NEVER, NO_BASELINE_NOW, QUIET, NEVER),
        row(FIRING, CROSSED, END, FIRING, QUIET, END),
        row(FIRING, BETWEEN, END, FIRING, QUIET, END),
        row(FIRING, CLEAR, END, OK, "RECOVERED told", END),
        row(FIRING, TOO_FEW, END, FIRING, QUIET, END),
        row(FIRING, NOTHING_BEFORE, END, FIRING, QUIET, END),
        row(FIRING_UNTOLD, CROSSED, END, FIRING_UNTOLD, QUIET, END),
        row(FIRING_UNTOLD, CLEAR, END, OK, "RECOVERED silent", END),
        row(FIRING_UNTOLD, TOO_FEW, END, FIRING_UNTOLD, QUIET, END),
        row(COOLING, CROSSED, END, FIRES, "FIRED told", COOLED),
        row(COOLING, CLEAR, END, OK, QUIET, END),
        row(COOLING, TOO_FEW, END, NO_DATA_NOW, QUIET, END),
        row(NO_DATA, CROSSED, NEVER, FIRES, "FIRED told", COOLED),
        row(NO_DATA, BETWEEN, NEVER, OK, QUIET, NEVER),
        row(NO_DATA, CLEAR, NEVER, OK, QUIET, NEVER),
        row(NO_DATA, TOO_FEW, NEVER, NO_DATA, QUIET, NEVER),
        row(NO_DATA, NOTHING_BEFORE, NEVER, NO_BASELINE_NOW, QUIET, NEVER),
        row(NO_BASELINE, CROSSED, NEVER, FIRES, "FIRED told", COOLED),
        row(NO_BASELINE, CLEAR, NEVER, OK, QUIET, NEVER),
        row(NO_BASELINE, TOO_FEW, NEVER, NO_DATA_NOW, QUIET, NEVER),
        row(NO_BASELINE, NOTHING_BEFORE, NEVER, NO_BASELINE, QUIET, NEVER),
        // a cooldown still runs
        row(OK, CROSSED, LATER, FIRES_UNTOLD, "FIRED silent", LATER),
        row(OK, CLEAR, LATER, COOLING, QUIET, LATER),
        row(OK, BETWEEN, LATER, COOLING, QUIET, LATER),
        row(OK, TOO_FEW, LATER, NO_DATA_NOW, QUIET, LATER),
        row(OK, NOTHING_BEFORE, LATER, NO_BASELINE_NOW, QUIET, LATER),
        row(FIRING, TOO_FEW, LATER, FIRING, QUIET, LATER),
        row(FIRING, NOTHING_BEFORE, LATER, FIRING, QUIET, LATER),
        row(FIRING_UNTOLD, CROSSED, LATER, FIRING_UNTOLD, QUIET, LATER),
        row(FIRING_UNTOLD, BETWEEN, LATER, FIRING_UNTOLD, QUIET, LATER),
        row(FIRING_UNTOLD, TOO_FEW, LATER, FIRING_UNTOLD, QUIET, LATER),
        row(FIRING_UNTOLD, NOTHING_BEFORE, LATER, FIRING_UNTOLD, QUIET, LATER),
        row(NO_DATA, BETWEEN, LATER, COOLING, QUIET, LATER),
        row(NO_DATA, TOO_FEW, LATER, NO_DATA, QUIET, LATER),
        row(NO_DATA, NOTHING_BEFORE, LATER, NO_BASELINE_NOW, QUIET, LATER),
        row(NO_BASELINE, BETWEEN, LATER, COOLING, QUIET, LATER),
        row(NO_BASELINE, TOO_FEW, LATER, NO_DATA_NOW, QUIET, LATER),
        row(NO_BASELINE, NOTHING_BEFORE, LATER, NO_BASELINE, QUIET, LATER),
        row(FIRING, CROSSED, LATER, FIRING, QUIET, LATER),
        row(FIRING, BETWEEN, LATER, FIRING, QUIET, LATER),
        row(FIRING, CLEAR, LATER, COOLING, "RECOVERED told", LATER),
        row(FIRING_UNTOLD, CLEAR, LATER, COOLING, "RECOVERED silent", LATER),
        row(COOLING, CROSSED, LATER, FIRES_UNTOLD, "FIRED silent", LATER),
        row(COOLING, BETWEEN, LATER, COOLING, QUIET, LATER),
        row(COOLING, CLEAR, LATER, COOLING, QUIET, LATER),
        row(COOLING, TOO_FEW, LATER, NO_DATA_NOW, QUIET, LATER),
        row(COOLING, NOTHING_BEFORE, LATER, NO_BASELINE_NOW, QUIET, LATER),
        row(NO_DATA, CROSSED, LATER, FIRES_UNTOLD, "FIRED silent", LATER),
        row(NO_DATA, CLEAR, LATER, COOLING, QUIET, LATER),
        row(NO_BASELINE, CROSSED, LATER, FIRES_UNTOLD, "FIRED silent", LATER),
        row(NO_BASELINE, CLEAR, LATER, COOLING, QUIET, LATER));
  }

  @ParameterizedTest
  @MethodSource("table")
  void aStateAndAReadingLeadToOneStateAndAtMostOneMessage(
      Standing from,
      BiFunction<Standing, Moment, Step> reading,
      Instant silentUntil,
      Standing next,
      String change,
      Instant silentThen) {
    Step step = reading.apply(from, moment(silentUntil, NoDataPolicy.KEEP, true));

    assertThat(step.next()).isEqualTo(next);
    assertThat(step.change().map(StandingTest::words).orElse(QUIET)).isEqualTo(change);
    assertThat(step.silentUntil()).isEqualTo(silentThen);
  }

  @Test
  void aRuleThatDoesNotTellRecoveryRecoversInSilence() {
    Step step = FIRING.clear(moment(END, NoDataPolicy.KEEP, false));

    assertThat(step.change()).contains(new Change(Transition.RECOVERED, false));
  }

  @Test
  void tooFewLabelsCountAsGoodWhereTheRuleSaysSo() {
    Moment moment = moment(NEVER, NoDataPolicy.OK, true);

    assertThat(OK.tooFew(moment).next()).isEqualTo(OK);
    assertThat(NO_DATA.tooFew(moment).next()).isEqualTo(OK);
    assertThat(FIRING.tooFew(moment))
        .isEqualTo(new Step(OK, NEVER, Optional.of(new Change(Transition.RECOVERED, true))));
  }

  @Test
  void tooFewLabelsAreToldOnceWhereTheRuleSaysSo() {
    Moment moment = moment(NEVER, NoDataPolicy.NOTIFY, true);
    Optional<Change> told = Optional.of(new Change(Transition.NO_DATA, true));

    assertThat(OK.tooFew(moment)).isEqualTo(new Step(NO_DATA_NOW, COOLED, told));
    assertThat(UNKNOWN.tooFew(moment)).isEqualTo(new Step(NO_DATA_NOW, COOLED, told));
    assertThat(FIRING.tooFew(moment)).isEqualTo(new Step(NO_DATA_NOW, COOLED, told));
    assertThat(NO_DATA.tooFew(moment)).isEqualTo(new Step(NO_DATA, NEVER, Optional.empty()));
  }

  @Test
  void aCooldownSilencesTooFewLabelsToo() {
    Step step = OK.tooFew(moment(LATER, NoDataPolicy.NOTIFY, true));

    assertThat(step.change()).contains(new Change(Transition.NO_DATA, false));
  }

  private static Arguments row(
      Standing from,
      BiFunction<Standing, Moment, Step> reading,
      Instant silentUntil,
      Standing next,
      String change,
      Instant silentThen) {
    return Arguments.of(from, reading, silentUntil, next, change, silentThen);
  }

  private static Moment moment(Instant silentUntil, NoDataPolicy noData, boolean tellsRecovery) {
    return new Moment(END, silentUntil, COOLDOWN, tellsRecovery, noData);
  }

  private static String words(Change change) {
    return change.transition() + (change.told() ? " told" : " silent");
  }
}
