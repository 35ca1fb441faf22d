// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.bridge;

import dev.telltale.schemas.kafka.DeadLetter;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Puts records among the dead letters. */
final class Letters {
  private static final String STAGE = "bridge";

  private final Producer<byte[], byte[]> producer;
  private final String topic;

  Letters(Producer<byte[], byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  /**
   * Writes a letter. A record that is too large even for the dead letters leaves its coordinates
   * there, without its value: it must not hold up those behind it.
   *
   * @param buried hears whether it is there, perhaps on another thread
   */
  void send(ConsumerRecord<byte[], byte[]> record, Fault fault, Consumer<Boolean> buried) {
    DeadLetter letter =
        new DeadLetter(
            record.topic(),
            record.partition(),
            record.offset(),
            record.timestamp(),
            fault.label(),
            STAGE);
    send(
        letter.toRecord(topic, record.key(), record.value()),
        failure -> {
          if (failure instanceof RecordTooLargeException) {
            send(letter.toRecord(topic, null, null), again -> buried.accept(again == null));
          } else {
            buried.accept(failure == null);
          }
        });
  }

  private interface Answer {
    void hear(@org.jspecify.annotations.Nullable Exception failure);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears the same
  private void send(ProducerRecord<byte[], byte[]> letter, Answer answer) {
    try {
      producer.send(letter, (metadata, failure) -> answer.hear(failure));
    } catch (KafkaException | IllegalStateException e) {
      answer.hear(e);
    }
  }
}
