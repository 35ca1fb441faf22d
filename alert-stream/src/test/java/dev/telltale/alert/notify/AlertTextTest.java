// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import static dev.telltale.alert.notify.SomeEvents.counts;
import static dev.telltale.alert.notify.SomeEvents.fired;
import static dev.telltale.alert.notify.SomeEvents.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.alert.WindowCounts;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AlertTextTest {
  @Test
  void aFiringSaysWhatWasObservedAndWhereTheLineIs() {
    assertThat(AlertText.headline(fired().build()))
        .isEqualTo(
            "User frustration (parcel-support): true rate 42 % (95 % interval 29 to 56 %, 50"
                + " labels) is at or above 30 % over 5 min");
  }

  @Test
  void aVolumeHasNoIntervalAndNoPercent() {
    AlertEvent event =
        fired()
            .setRule(
                rule()
                    .setName("No labels")
                    .setMetric(AlertMetric.LABEL_VOLUME)
                    .setOperator(Operator.AT_OR_BELOW)
                    .setThreshold(0)
                    .setWindowMs(3_600_000)
                    .build())
            .setObserved(0.0)
            .setWindow(counts(0, 0, 0))
            .setIntervalLow(null)
            .setIntervalHigh(null)
            .build();

    assertThat(AlertText.headline(event))
        .isEqualTo("No labels (parcel-support): label volume 0 is at or below 0 over 1 h");
  }

  @Test
  void aRateOverAPartOfTheTargetsSaysSo() {
    assertThat(AlertText.headline(fired().setWindow(counts(50, 21, 80)).build()))
        .endsWith("over 5 min; only 62.5 % of 80 targets have a label");
  }

  @Test
  void aRecoverySaysThatItIsOne() {
    AlertEvent event =
        fired()
            .setTransition(Transition.RECOVERED)
            .setObserved(0.1234)
            .setIntervalLow(0.0567)
            .setIntervalHigh(0.246)
            .build();

    assertThat(AlertText.headline(event))
        .isEqualTo(
            "Recovered: User frustration (parcel-support): true rate 12.3 % (95 % interval 5.7 to"
                + " 25 %, 50 labels) over 5 min, no longer at or above 30 %");
  }

  @Test
  void tooFewLabelsAreSaidWithTheNumberThatIsWanted() {
    AlertEvent.Builder few =
        fired()
            .setObserved(null)
            .setIntervalLow(null)
            .setIntervalHigh(null)
            .setWindow(counts(1, 1, 1));

    assertThat(AlertText.headline(few.setTransition(Transition.NO_DATA).build()))
        .isEqualTo("No data: User frustration (parcel-support): 1 label of at least 20 over 5 min");
    assertThat(AlertText.headline(few.setTransition(Transition.RECOVERED).build()))
        .isEqualTo(
            "Recovered: User frustration (parcel-support): 1 label of at least 20 over 5 min, too"
                + " few to go on firing");
  }

  @Test
  void theFactsAreAllThatItWasDecidedFrom() {
    assertThat(facts(fired().build()))
        .isEqualTo(
            """
            Signal: shop/parcel-support/user-frustration
            Metric: true rate
            Comparison: absolute level
            Threshold: at or above 30 %
            Observed: 42 % (21 of 50 labels)
            95 % interval: 29 to 56 %
            Window: 5 min up to 2026-03-01 12:01:00 UTC
            Severity: warning
            Trigger time: 2026-03-01 12:01:30 UTC""");
  }

  @Test
  void aNameWithLineBreaksStaysOnOneLine() {
    AlertEvent event = fired().setRule(rule().setName("a\r\nb\u2028c\u001b[31m").build()).build();

    assertThat(AlertText.headline(event)).startsWith("a b c [31m (parcel-support)");
  }

  @Test
  void numbersLookTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(AlertText.headline(fired().setObserved(0.425).build())).contains("42.5 %");
      assertThat(AlertText.facts(fired().build()).get(8).text())
          .isEqualTo("2026-03-01 12:01:30 UTC");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void smallRatesKeepTheirDigits() {
    assertThat(AlertText.headline(fired().setObserved(0.0042).build())).contains("rate 0.42 %");
  }

  @Test
  void aChangeSaysByHowMuchFromWhereToWhere() {
    assertThat(AlertText.headline(SomeEvents.changed().build()))
        .isEqualTo(
            "User frustration (parcel-support): true rate rose by 45 % to 42 % (95 % interval 29"
                + " to 56 %, 50 labels) from 29 % over 1 h");
  }

  @Test
  void aFallIsOneAndSoAreFewPercentagePoints() {
    AlertEvent fell = SomeEvents.changed().setObserved(-4.26).setLevel(0.25).build();
    AlertEvent points =
        SomeEvents.changed()
            .setRule(
                AlertRule.newBuilder(SomeEvents.changed().getRule())
                    .setComparison(Comparison.PERCENTAGE_POINTS)
                    .build())
            .setObserved(13.0)
            .build();

    assertThat(AlertText.headline(fell)).contains("true rate fell by 4.3 % to 25 % (");
    assertThat(AlertText.headline(points)).contains("rose by 13 percentage points to 42 %");
  }

  @Test
  void aChangeFromZeroHasNoNumber() {
    for (Double observed : new Double[] {null, Double.POSITIVE_INFINITY, Double.NaN}) {
      AlertEvent event = SomeEvents.changed().setObserved(observed).setPrior(0.0).build();

      assertThat(AlertText.headline(event))
          .contains("true rate went to 42 % (95 % interval 29 to 56 %, 50 labels) from 0 % over");
      assertThat(facts(event)).contains("Observed: no value\n");
    }
  }

  @Test
  void theFactsOfAChangeHaveBothLevelsWithTheirIntervals() {
    assertThat(facts(SomeEvents.changed().build()))
        .contains(
            """
            Threshold: at or above +20 %
            Observed: +44.8 %
            Now: 42 % (21 of 50 labels), 95 % interval 29 to 56 %
            Before: 29 % (14 of 48 labels), 95 % interval 18 to 43 %
            Window: 1 h up to""");
  }

  @Test
  void aTestOfSignificanceIsOneLine() {
    assertThat(AlertText.notes(SomeEvents.changed().setPValue(0.00041).build()).get(0))
        .isEqualTo(
            "Significant: 29 % → 42 % (48 and 50 labels), p = 0.0004, held for 3 evaluations");
    assertThat(AlertText.notes(SomeEvents.changed().setPValue(1e-9).build()).get(0))
        .contains("p < 0.0001, held for");
    assertThat(AlertText.notes(SomeEvents.changed().setPValue(0.2).build()).get(0))
        .isEqualTo("Not significant: 29 % → 42 % (48 and 50 labels), p = 0.2");
  }

  @Test
  void versionsAreNamedWhenMoreThanOneMadeTheLabels() {
    AlertEvent.Builder edited = SomeEvents.changed();
    edited.setPriorWindow(
        WindowCounts.newBuilder(edited.getPriorWindow()).setVersions(List.of(3)).build());
    edited.setWindow(
        WindowCounts.newBuilder(edited.getWindow()).setVersions(List.of(3, 4)).build());

    assertThat(AlertText.notes(edited.build()).get(0))
        .isEqualTo(
            "The signal was edited in between: its versions 3, 4 made these labels, so a change"
                + " may be the question's.");
    assertThat(AlertText.notes(SomeEvents.changed().build())).hasSize(1);
  }

  @Test
  void thePipelinesOwnAlertReadsAsWhatItIs() {
    AlertEvent late = SomeEvents.pipeline().build();

    assertThat(AlertText.headline(late))
        .isEqualTo(
            "The pipeline is behind: evaluation is 7 min late (limit 5 min); alerts of signals are"
                + " not evaluated");
    assertThat(
            AlertText.headline(SomeEvents.pipeline().setTransition(Transition.RECOVERED).build()))
        .isEqualTo("Recovered: the pipeline has caught up; alerts of signals are evaluated again");
    assertThat(facts(late))
        .doesNotContain("Signal:")
        .contains("Alert: Pipeline\n", "Observed: 7 min");
  }

  @Test
  void aTestIsMarkedAsOne() {
    assertThat(AlertText.headline(fired().setTransition(Transition.TEST).build()))
        .isEqualTo(
            "Test: User frustration (parcel-support): this is what a message looks like; nothing"
                + " happened");
  }

  private static String facts(AlertEvent event) {
    return AlertText.facts(event).stream()
        .map(fact -> fact.name() + ": " + fact.text())
        .collect(Collectors.joining("\n"));
  }
}
