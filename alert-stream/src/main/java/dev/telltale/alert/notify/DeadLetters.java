// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.kafka.DeadLetter;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Where events go that nobody can read, or whose message was given up.
 *
 * @param producer may be shared; not closed here
 * @param topic its full name
 */
record DeadLetters(Producer<String, byte[]> producer, String topic, NotifyMetrics metrics) {
  private static final String STAGE = "notify";

  /**
   * Puts an event aside, and returns when Kafka has it.
   *
   * @throws KafkaException when Kafka does not take it
   */
  void put(ConsumerRecord<String, byte[]> record, String reason) {
    ProducerRecord<byte[], byte[]> letter =
        new DeadLetter(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                reason,
                STAGE)
            .toRecord(topic, null, record.value());
    try {
      producer
          .send(new ProducerRecord<>(topic, null, record.key(), letter.value(), letter.headers()))
          .get();
    } catch (ExecutionException e) {
      throw new KafkaException("dead letter not written: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    metrics.deadLetter(reason);
  }
}
