// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.alert.evaluate.LabelStream.Appended;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {
  private static final List<AlertRule> RULES =
      List.of(
          Some.rateRule().setThreshold(0.35).build(),
          Some.silenceRule().setCooldownMs(Duration.ofHours(1).toMillis()).build(),
          Some.volumeRule(5).setCooldownMs(Duration.ofMinutes(15).toMillis()).build());
  private static final List<Appended> LOG =
      new LabelStream(42).log(OnePartition.START, Duration.ofHours(12), Duration.ofMinutes(12));

  private static final List<AlertEvent> EVENTS = run(LOG.size());

  @Test
  void theSameLogGivesTheSameEvents() {
    assertThat(run(LOG.size())).hasSizeGreaterThan(20).isEqualTo(EVENTS);
    assertThat(EVENTS.stream().map(AlertEvent::getEventId)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 200})
  void aRestartNeitherDoublesNorLosesAnEvent(int every) {
    assertThat(run(every)).isEqualTo(EVENTS);
  }

  @Test
  void aRestartDoesNotTakeTheClockBack() {
    AlertRule rule = Some.silenceRule().build();
    try (OnePartition before = new OnePartition();
        OnePartition after = new OnePartition()) {
      before.put(rule);
      before.pass(Duration.ofMinutes(10));
      after.restoreFrom(before);

      after.tickAt(before.now().minus(Duration.ofMinutes(3)));
      assertThat(after.metrics.evaluations).isEmpty();
      after.pass(Duration.ofMinutes(2));
      assertThat(after.metrics.evaluations).hasSize(2);
      assertThat(after.events()).isEmpty();
    }
  }

  /** Runs the log with a new instance each time that so many records were read. */
  private static List<AlertEvent> run(int restartEvery) {
    List<AlertEvent> events = new ArrayList<>();
    OnePartition partition = new OnePartition();
    RULES.forEach(partition::put);
    for (int i = 0; i < LOG.size(); i++) {
      if (i > 0 && i % restartEvery == 0) {
        OnePartition next = new OnePartition();
        next.restoreFrom(partition);
        partition.close();
        partition = next;
      }
      Appended appended = LOG.get(i);
      partition.sleep(Duration.between(partition.now(), appended.at()));
      partition.appendAt(appended.at(), appended.label());
      events.addAll(partition.events());
    }
    partition.close();
    return events;
  }
}
