// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import static dev.telltale.alert.evaluate.OnePartition.START;
import static dev.telltale.alert.evaluate.Some.failure;
import static dev.telltale.alert.evaluate.Some.label;
import static dev.telltale.alert.evaluate.Some.rateRule;
import static dev.telltale.alert.evaluate.Some.verdict;
import static dev.telltale.alert.evaluate.Some.volumeRule;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.signal.SignalKey;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which labels a window counts, and which targets an event shows. */
class CountedLabelsTest {
  private final OnePartition partition = new OnePartition();

  @AfterEach
  void close() {
    partition.close();
  }

  @Test
  void onlyLiveLabelsCount() {
    AlertRule rule = volumeRule(1).build();
    partition.put(rule);
    for (Origin origin : List.of(Origin.BACKFILL, Origin.HUMAN, Origin.PREVIEW)) {
      partition.append(verdict("t" + origin, 1, 1).setOrigin(origin).setValue("true").build());
    }
    partition.pass(ofMinutes(2));

    assertThat(partition.events()).isEmpty();
    assertThat(partition.metrics.verdicts).hasSize(3);
  }

  @Test
  void aLabelThatComesTwiceCountsOnce() {
    partition.put(volumeRule(2).build());
    partition.append(label("t", true));
    partition.pass(ofSeconds(20));
    partition.append(label("t", true));
    partition.pass(ofMinutes(2));

    assertThat(partition.events()).isEmpty();
  }

  @Test
  void aNewerRevisionTakesThePlaceOfTheLabelBefore() {
    AlertRule rule = rateRule().setThreshold(0.5).build();
    partition.put(rule);
    partition.append(label("t", true));
    partition.append(label("f", false));
    partition.pass(ofSeconds(20));
    partition.append(verdict("t", 1, 2).setValue("false").build());
    partition.pass(ofMinutes(2));

    assertThat(partition.events()).isEmpty();
    assertThat(partition.state(rule).getObserved()).contains(0.0);
  }

  @Test
  void anOlderRevisionThatComesLateChangesNothing() {
    AlertRule rule = rateRule().build();
    partition.put(rule);
    partition.append(verdict("t", 1, 2).setValue("false").build());
    partition.append(label("t", true));
    partition.pass(ofMinutes(2));

    assertThat(partition.state(rule).getObserved()).contains(0.0);
  }

  @Test
  void aFailureNeverUnsaysALabel() {
    AlertRule rule = rateRule().build();
    partition.put(rule);
    partition.append(label("t", false));
    partition.append(verdict("t", 2, 2).setOutcome(Outcome.FAILED).setReason("timeout").build());
    partition.pass(ofMinutes(2));

    assertThat(partition.state(rule).getObserved()).contains(0.0);
  }

  @Test
  void aLabelTakesThePlaceOfAFailureWithTheSameId() {
    partition.put(volumeRule(1).build());
    partition.append(failure("t"));
    partition.append(label("t", true));
    partition.pass(ofMinutes(2));

    AlertEvent event = partition.onlyEvent();
    assertThat(event.getWindow().getLabels()).isEqualTo(1);
    assertThat(event.getWindow().getVerdicts()).isEqualTo(1);
  }

  @Test
  void ofTwoLabelsWithOneIdTheFirstCounts() {
    AlertRule rule = rateRule().build();
    partition.put(rule);
    partition.append(label("t", false));
    partition.append(
        verdict("t", 1, 1).setValue("true").setDecidedAt(START.plusSeconds(60)).build());
    partition.pass(ofMinutes(2));

    assertThat(partition.state(rule).getObserved()).contains(0.0);
  }

  @Test
  void failuresAndSkipsStandBesideTheLabelsAsVerdicts() {
    partition.put(volumeRule(1).build());
    partition.append(label("t", true));
    partition.append(failure("u"));
    partition.append(failure("v"));
    partition.pass(ofMinutes(2));

    assertThat(partition.onlyEvent().getWindow().getVerdicts()).isEqualTo(3);
  }

  @Test
  void aLabelOfTheWindowThatIsReplacedBeforeItSettledDoesNotCount() {
    AlertRule rule = volumeRule(1).build();
    partition.put(rule);
    partition.pass(ofSeconds(50));
    partition.append(label("t", true));
    partition.pass(ofSeconds(25));
    partition.append(verdict("t", 1, 2).setValue("false").build());
    partition.pass(ofSeconds(20));

    assertThat(partition.state(rule).getEvaluatedAt()).isEqualTo(START.plus(ofMinutes(1)));
    assertThat(partition.state(rule).getObserved()).contains(0.0);
    partition.pass(ofMinutes(1));
    assertThat(partition.state(rule).getObserved()).contains(1.0);
  }

  @Test
  void aRuleWatchesItsOwnSignalOnly() {
    AlertRule rule = volumeRule(1).build();
    partition.put(rule);
    SignalKey other = new SignalKey("shop", "support", "frustrated-2");
    Label label = Label.newBuilder(label("t", true)).setSignal(other.signal()).build();
    partition.append(new TestRecord<>(other.text(), label, partition.now()));
    partition.pass(ofMinutes(2));

    assertThat(partition.events()).isEmpty();
  }

  @Test
  void whatShowsALowRateAreTheTargetsThatAreNotTrue() {
    partition.put(rateRule().setOperator(Operator.AT_OR_BELOW).build());
    partition.append(label("good", true));
    partition.appendAll("bad", 12, false);
    partition.pass(ofMinutes(2));

    assertThat(partition.onlyEvent().getEvidence())
        .hasSize(10)
        .startsWith("bad11", "bad10")
        .doesNotContain("good");
  }

  @Test
  void evidenceForgetsATargetThatWasLabelledAnew() {
    partition.put(rateRule().build());
    partition.appendAll("t", 3, true);
    partition.append(verdict("t1", 1, 2).setValue("false").build());
    partition.pass(ofMinutes(2));

    assertThat(partition.onlyEvent().getEvidence()).containsExactly("t2", "t0");
  }

  @Test
  void aRecordWithoutAValueThatIsNoTickIsRefused() {
    assertRefused(
        new TestRecord<>(Some.SIGNAL.text(), null, START),
        "no value (expected: a label or a tick)");
  }

  @Test
  void aLabelUnderAnotherSignalsKeyIsRefused() {
    assertRefused(
        new TestRecord<>("shop/support/other", label("t", true), START),
        "key: shop/support/other (expected: the key of the label's signal)");
  }

  @Test
  void aLabelledVerdictWithoutALabelIsRefused() {
    assertRefused(
        new TestRecord<>(Some.SIGNAL.text(), verdict("t", 1, 1).build(), START),
        "LABELLED (expected: with a value)");
  }

  private void assertRefused(TestRecord<String, Label> record, String message) {
    assertThatThrownBy(() -> partition.append(record))
        .hasRootCauseInstanceOf(UnusableLabelException.class)
        .hasRootCauseMessage(message);
  }
}
