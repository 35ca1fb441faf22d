// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.bridge;

import dev.telltale.schemas.kafka.OffsetTracker;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A record that was read and is not done.
 *
 * @param tracker of its partition as it was assigned when the record was read
 * @param fault why it is to be buried; null while it may still be stored
 */
record Work(ConsumerRecord<byte[], byte[]> record, OffsetTracker tracker, @Nullable Fault fault) {
  Work faulty(Fault why) {
    return new Work(record, tracker, why);
  }

  TopicPartition partition() {
    return new TopicPartition(record.topic(), record.partition());
  }

  int bytes() {
    return Math.max(0, record.serializedValueSize());
  }
}
