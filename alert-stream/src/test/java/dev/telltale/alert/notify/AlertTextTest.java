// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import static dev.telltale.alert.notify.SomeEvents.counts;
import static dev.telltale.alert.notify.SomeEvents.fired;
import static dev.telltale.alert.notify.SomeEvents.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Transition;
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
    String facts =
        AlertText.facts(fired().build()).stream()
            .map(fact -> fact.name() + ": " + fact.text())
            .collect(Collectors.joining("\n"));

    assertThat(facts)
        .isEqualTo(
            """
            Signal: shop/parcel-support/user-frustration
            Metric: true rate
            Comparison: absolute level
            Threshold: at or above 30 %
            Observed: 42 % (21 of 50 labels)
            95 % interval: 29 to 56 %
            Window: 5 min up to 2026-03-01 12:01:00 UTC
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
      assertThat(AlertText.facts(fired().build()).get(7).text())
          .isEqualTo("2026-03-01 12:01:30 UTC");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void smallRatesKeepTheirDigits() {
    assertThat(AlertText.headline(fired().setObserved(0.0042).build())).contains("rate 0.42 %");
  }
}
