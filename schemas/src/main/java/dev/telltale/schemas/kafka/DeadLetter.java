// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be read or processed, on its way to {@code dead-letters}: its bytes as
 * they were, and in headers where it stood and what was wrong, so that it can be put back.
 *
 * @param topic where it stood
 * @param partition where it stood
 * @param offset where it stood
 * @param timestamp its timestamp, milliseconds since 1970
 * @param reason a word from the fixed list of who found it
 * @param stage who found it
 */
public record DeadLetter(
    String topic, int partition, long offset, long timestamp, String reason, String stage) {
  /** Header: the topic where it stood. */
  public static final String TOPIC = "telltale-source-topic";

  /** Header: the partition where it stood, decimal. */
  public static final String PARTITION = "telltale-source-partition";

  /** Header: the offset where it stood, decimal. */
  public static final String OFFSET = "telltale-source-offset";

  /** Header: its timestamp, decimal milliseconds since 1970. */
  public static final String TIMESTAMP = "telltale-source-timestamp";

  /** Header: what was wrong, a word. */
  public static final String REASON = "telltale-reason";

  /** Header: who found it. */
  public static final String STAGE = "telltale-stage";

  /**
   * The record to write.
   *
   * @param deadLetters the full name of the topic of dead letters
   * @param key the record's key as it was
   * @param value the record's value as it was
   */
  public ProducerRecord<byte[], byte[]> toRecord(
      String deadLetters, byte @Nullable [] key, byte @Nullable [] value) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(deadLetters, null, key, value);
    Headers headers = record.headers();
    headers.add(TOPIC, topic.getBytes(UTF_8));
    headers.add(PARTITION, Integer.toString(partition).getBytes(UTF_8));
    headers.add(OFFSET, Long.toString(offset).getBytes(UTF_8));
    headers.add(TIMESTAMP, Long.toString(timestamp).getBytes(UTF_8));
    headers.add(REASON, reason.getBytes(UTF_8));
    headers.add(STAGE, stage.getBytes(UTF_8));
    return record;
  }
}
