// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.rule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.kafka.CompactedView.Snapshot;
import dev.telltale.schemas.signal.SignalKey;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class RuleBookTest {
  private static final Instant EPOCH = Instant.EPOCH;

  @Test
  void aRuleIsWhereItsSignalsLabelsAre() {
    for (int i = 0; i < 50; i++) {
      SignalKey signal = new SignalKey("Shop 24/7", "agent " + i, "mood");
      int written = BuiltInPartitioner.partitionForKey(signal.text().getBytes(UTF_8), 7);

      assertThat(RuleBook.partition(signal, 7)).isEqualTo(written);
    }
  }

  @Test
  void everyRuleIsInExactlyOnePartition() {
    AlertRule high = rule("mood", "high").build();
    AlertRule low = rule("mood", "low").build();
    AlertRule other = rule("outcome", "low").build();
    RuleBook book = new RuleBook(() -> table(1, high, low, other), 4);

    List<AlertRule> all = IntStream.range(0, 4).mapToObj(book::of).flatMap(List::stream).toList();

    assertThat(all).containsExactlyInAnyOrder(high, low, other);
    assertThat(book.of(RuleBook.partition(new SignalKey("shop", "support", "mood"), 4)))
        .containsSubsequence(high, low);
  }

  @Test
  void disabledAndArchivedRulesAreNotInTheBook() {
    AlertRule disabled = rule("mood", "disabled").setEnabled(false).build();
    AlertRule archived = rule("mood", "archived").setArchived(true).build();

    assertThat(new RuleBook(() -> table(1, disabled, archived), 1).of(0)).isEmpty();
  }

  @Test
  void anEditIsSeenAtOnce() {
    AlertRule first = rule("mood", "high").build();
    AlertRule edited = rule("mood", "high").setRevision(2).build();
    AtomicReference<Snapshot<AlertId, AlertRule>> table = new AtomicReference<>(table(1, first));
    RuleBook book = new RuleBook(table::get, 1);
    assertThat(book.of(0)).containsExactly(first);

    table.set(table(2, edited));

    assertThat(book.of(0)).containsExactly(edited);
  }

  private static Snapshot<AlertId, AlertRule> table(long offset, AlertRule... rules) {
    return new Snapshot<>(
        List.of(rules).stream()
            .collect(java.util.stream.Collectors.toMap(AlertId::of, rule -> rule)),
        offset,
        EPOCH,
        0);
  }

  private static AlertRule.Builder rule(String signal, String alert) {
    return AlertRule.newBuilder()
        .setProject("shop")
        .setAgent("support")
        .setSignal(signal)
        .setAlert(alert)
        .setName(alert)
        .setRevision(1)
        .setMetric(AlertMetric.TRUE_RATE)
        .setComparison(Comparison.ABSOLUTE)
        .setOperator(Operator.AT_OR_ABOVE)
        .setThreshold(0.3)
        .setWindowMs(300_000)
        .setCreatedAt(EPOCH)
        .setUpdatedAt(EPOCH);
  }
}
