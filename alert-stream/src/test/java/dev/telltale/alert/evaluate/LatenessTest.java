// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import static dev.telltale.alert.evaluate.OnePartition.START;
import static dev.telltale.alert.evaluate.Some.label;
import static dev.telltale.alert.evaluate.Some.silenceRule;
import static dev.telltale.alert.evaluate.Some.volumeRule;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.alert.evaluate.EvaluateMetrics.Result;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.Ok;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is read late, after downtime, or out of order. */
class LatenessTest {
  private final OnePartition partition = new OnePartition();

  @AfterEach
  void close() {
    partition.close();
  }

  @Test
  void windowsThatAreReadTooLateFireNothingAndSaySo() {
    AlertRule rule = volumeRule(1).build();
    partition.put(rule);
    partition.pass(ofMinutes(2));
    Instant away = partition.now();
    partition.sleep(ofHours(1));
    for (int minute = 0; minute < 50; minute++) {
      partition.appendAt(away.plus(ofMinutes(minute)), label("t" + minute, true));
    }

    assertThat(partition.events()).isEmpty();
    assertThat(partition.metrics.evaluations).contains(Result.STALE);
    AlertState state = partition.state(rule);
    assertThat(state.getStale()).isTrue();
    assertThat(state.getState()).isEqualTo(new Ok());
    assertThat(state.getEvaluatedAt()).isBefore(away);
  }

  @Test
  void afterTheBacklogARuleIsEvaluatedAgain() {
    AlertRule rule = volumeRule(1).build();
    partition.put(rule);
    partition.pass(ofMinutes(2));
    Instant away = partition.now();
    partition.sleep(ofHours(1));
    partition.appendAt(away.plus(ofMinutes(50)), label("old", true));
    partition.append(label("new", true));
    partition.pass(ofMinutes(2));

    assertThat(partition.onlyEvent().getWindow().getTo()).isAfter(away.plus(ofMinutes(59)));
    assertThat(partition.state(rule).getStale()).isFalse();
  }

  @Test
  void afterDowntimeThereIsOneEvaluationAndNoBurst() {
    AlertRule rule = silenceRule().build();
    partition.put(rule);
    partition.append(label("t", true));
    partition.pass(ofMinutes(2));
    partition.events();
    int before = partition.metrics.evaluations.size();
    partition.sleep(ofHours(3));

    partition.pass(ofSeconds(1));

    assertThat(partition.metrics.evaluations).hasSize(before + 1);
    assertThat(partition.metrics.evaluations).doesNotContain(Result.STALE);
  }

  @Test
  void timestampsThatGoBackDoNotTakeTheClockBack() {
    AlertRule rule = volumeRule(1).build();
    partition.put(rule);
    partition.tickAt(START.plus(ofMinutes(10)));
    int before = partition.metrics.evaluations.size();

    partition.appendAt(START.plus(ofMinutes(8)), label("t", true));
    partition.tickAt(START.plus(ofMinutes(10)).plusSeconds(20));

    assertThat(partition.metrics.evaluations).hasSize(before);
    partition.tickAt(START.plus(ofMinutes(10)).plusSeconds(30));
    assertThat(partition.metrics.evaluations).hasSize(before + 1);
    assertThat(partition.events()).hasSize(1);
  }

  @Test
  void theFirstRecordOfAPartitionStartsTheClockAndJudgesNothing() {
    partition.put(silenceRule().build());
    partition.append(label("t", true));

    assertThat(partition.metrics.evaluations).isEmpty();
  }
}
