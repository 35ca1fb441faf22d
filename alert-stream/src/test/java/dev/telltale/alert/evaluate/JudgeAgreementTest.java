// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Firing;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.RuleSentence;
import dev.telltale.schemas.label.Label;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JudgeAgreementTest {
  private static final AlertRule RULE =
      Some.rateRule()
          .setAlert("drift")
          .setMetric(AlertMetric.JUDGE_AGREEMENT)
          .setOperator(Operator.AT_OR_BELOW)
          .setThreshold(0.8)
          .setMinLabels(10)
          .build();

  private final OnePartition partition = new OnePartition();

  @AfterEach
  void close() {
    partition.close();
  }

  @Test
  void theRuleReadsWell() {
    assertThat(RuleSentence.of(RULE))
        .isEqualTo(
            "fires when the agreement of the judges over 5 min is at or below 80 %, with at least"
                + " 10 checks");
  }

  @Test
  void aFallOfTheAgreementFiresAndShowsTheTargetsOnWhichTheJudgesDisagree() {
    partition.put(RULE);
    for (int i = 0; i < 7; i++) {
      partition.append(check("same" + i, "true", "true"));
    }
    partition.appendAll("plain", 50, true);
    for (int i = 0; i < 3; i++) {
      partition.append(check("other" + i, "false", "true"));
    }
    partition.pass(Duration.ofMinutes(2));

    AlertEvent fired = partition.onlyEvent();
    assertThat(fired.getObserved()).contains(0.7);
    assertThat(fired.getWindow().getLabels()).isEqualTo(10);
    assertThat(fired.getWindow().getMatching()).isEqualTo(7);
    assertThat(fired.getIntervalLow()).isPresent();
    assertThat(fired.getEvidence()).containsExactlyInAnyOrder("other0", "other1", "other2");
    assertThat(backtest()).containsExactly(fired);
  }

  @Test
  void labelsThatAreNoChecksAreNoData() {
    partition.put(RULE);
    partition.appendAll("plain", 50, false);
    for (int i = 0; i < 9; i++) {
      partition.append(check("other" + i, "false", "true"));
    }
    partition.pass(Duration.ofMinutes(2));

    assertThat(partition.events()).isEmpty();
    assertThat(partition.state(RULE).getState()).isNotInstanceOf(Firing.class);
  }

  @Test
  void checksDoNotCountTwiceInOtherMetrics() {
    AlertRule volume = Some.volumeRule(11).build();
    partition.put(volume);
    for (int i = 0; i < 10; i++) {
      partition.append(check("target" + i, "true", "true"));
    }
    partition.pass(Duration.ofMinutes(2));

    assertThat(partition.events()).isEmpty();
  }

  private List<AlertEvent> backtest() {
    List<AlertEvent> events = new ArrayList<>();
    Replay replay =
        new Replay(
            RULE,
            OnePartition.EVERY_MINUTE,
            MemoryStores.make(),
            OnePartition.START,
            partition.now(),
            new Replay.Watcher() {
              @Override
              public void window(
                  Instant end, OptionalDouble observed, long labels, boolean crossed) {}

              @Override
              public void event(AlertEvent event) {
                events.add(event);
              }

              @Override
              public void label(Instant at) {}
            });
    partition.log.forEach(
        record ->
            replay.read(
                record.key(),
                record.value(),
                record.headers(),
                Optional.ofNullable(record.getRecordTime()).orElseThrow().toEpochMilli()));
    replay.end(partition.now());
    return events;
  }

  private static Label check(String target, String value, String offline) {
    return Some.verdict(target, 1, 1)
        .setValue(value)
        .setOfflineValue(offline)
        .setOfflineProbability(0.95)
        .setCheck(true)
        .build();
  }
}
