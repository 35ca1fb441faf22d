// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.bridge;

import dev.telltale.schemas.kafka.OffsetTracker;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far the partitions of a consumer are, and what of that is committed. For one thread. */
final class Progress {
  private static final Logger LOGGER = LoggerFactory.getLogger(Progress.class);
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(2);

  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, OffsetTracker> trackers = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();

  Progress(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  void assigned(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> trackers.put(partition, new OffsetTracker()));
  }

  void gone(Collection<TopicPartition> partitions) {
    trackers.keySet().removeAll(partitions);
    uncommitted.keySet().removeAll(partitions);
  }

  OffsetTracker tracker(TopicPartition partition) {
    return trackers.computeIfAbsent(partition, p -> new OffsetTracker());
  }

  /** False for a record of a partition that has gone, even if it has come back. */
  boolean isOurs(Work work) {
    return trackers.get(work.partition()) == work.tracker();
  }

  /** What could not be committed is committed with the next progress. */
  void commit() {
    trackers.forEach(
        (partition, tracker) ->
            tracker
                .committable()
                .ifPresent(offset -> uncommitted.put(partition, new OffsetAndMetadata(offset))));
    if (uncommitted.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(Map.copyOf(uncommitted), COMMIT_TIMEOUT);
      uncommitted.clear();
    } catch (RetriableException | RebalanceInProgressException e) {
      LOGGER
          .atDebug()
          .addKeyValue("error", String.valueOf(e.getMessage()))
          .log("commit is tried again");
    }
  }

  /** How many records are not read, or not done, as far as is known. */
  long lag() {
    long records = 0;
    for (Map.Entry<TopicPartition, OffsetTracker> partition : trackers.entrySet()) {
      records += consumer.currentLag(partition.getKey()).orElse(0);
      records += partition.getValue().size();
    }
    return records;
  }
}
