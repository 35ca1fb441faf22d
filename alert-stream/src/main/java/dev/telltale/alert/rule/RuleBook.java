// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.rule;

import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.kafka.CompactedView.Snapshot;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.KeyPartition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * The rules that are switched on, by the partition of {@code labels} that their signal's labels are
 * in. A rule is found here whether or not a label ever came. May be used from any thread.
 */
public final class RuleBook {
  private static final long NOT_YET = -1;

  private final Supplier<Snapshot<AlertId, AlertRule>> table;
  private final int partitions;
  private volatile Sorted sorted = new Sorted(NOT_YET, List.of());

  /** The rules by partition, and how far the table had been read. */
  private record Sorted(long offset, List<List<AlertRule>> byPartition) {}

  /**
   * Makes a book.
   *
   * @param table the topic of rules, read to its end at least once: before that, every rule would
   *     look as if it had been taken away
   * @param partitions how many partitions the topic of labels has
   */
  public RuleBook(Supplier<Snapshot<AlertId, AlertRule>> table, int partitions) {
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions: " + partitions + " (expected: 1 or more)");
    }
    this.table = table;
    this.partitions = partitions;
  }

  /** The rules of a partition that are enabled and not archived, in the order of their ids. */
  public List<AlertRule> of(int partition) {
    Snapshot<AlertId, AlertRule> rules = table.get();
    Sorted current = sorted;
    if (current.offset != rules.offset()) {
      current = sort(rules);
      sorted = current;
    }
    return current.byPartition.get(partition);
  }

  /** The partition that a producer with the default partitioner writes a signal's labels to. */
  public static int partition(SignalKey signal, int partitions) {
    return KeyPartition.of(signal.text(), partitions);
  }

  private Sorted sort(Snapshot<AlertId, AlertRule> rules) {
    List<List<AlertRule>> byPartition = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      byPartition.add(new ArrayList<>());
    }
    rules.values().entrySet().stream()
        .filter(entry -> entry.getValue().getEnabled() && !entry.getValue().getArchived())
        .sorted(Comparator.comparing(entry -> entry.getKey().text()))
        .forEach(
            entry ->
                byPartition
                    .get(partition(entry.getKey().signal(), partitions))
                    .add(entry.getValue()));
    return new Sorted(rules.offset(), byPartition.stream().map(List::copyOf).toList());
  }
}
