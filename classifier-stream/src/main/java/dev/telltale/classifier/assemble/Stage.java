// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telltale.schemas.kafka.DeadLetter;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.topic.Ticks;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * What both steps of the assembly do alike: read a record or send it to the dead letters, and write
 * ticks.
 *
 * @param name of the step, for the dead letters
 * @param input the full name of the topic that it reads
 * @param deadLetters the sink for what it cannot read
 * @param ticks the sink for its ticks
 * @param wall the machine's clock, for differences only
 * @param metrics what it counts
 */
record Stage(
    String name,
    String input,
    String deadLetters,
    String ticks,
    InstantSource wall,
    AssemblyMetrics metrics) {
  private static final byte[] NOTHING = new byte[0];

  /**
   * Gives the record's value; one that will never be readable goes to the dead letters, with where
   * it stood and why.
   */
  <V extends SpecificRecord> Optional<V> read(
      ProcessorContext<byte[], byte[]> context, AvroCodec<V> codec, Record<byte[], byte[]> record) {
    if (record.value() == null) {
      deadLetter(context, record, "no-value");
      return Optional.empty();
    }
    try {
      return Optional.of(codec.decode(record.value()));
    } catch (UndecodableException e) {
      deadLetter(context, record, e.reason());
      return Optional.empty();
    }
  }

  /** The record that is being read goes to the dead letters. */
  void deadLetter(
      ProcessorContext<byte[], byte[]> context, Record<byte[], byte[]> record, String reason) {
    Optional<RecordMetadata> source = context.recordMetadata();
    int partition = source.map(RecordMetadata::partition).orElse(-1);
    long offset = source.map(RecordMetadata::offset).orElse(-1L);
    deadLetter(context, record, partition, offset, reason);
  }

  /**
   * What came well and cannot be worked on goes to the dead letters; where it stood is forgotten.
   */
  void bury(ProcessorContext<byte[], byte[]> context, byte[] key, byte[] value, long at) {
    deadLetter(context, new Record<>(key, value, at), -1, -1, "processing-failed");
  }

  private void deadLetter(
      ProcessorContext<byte[], byte[]> context,
      Record<byte[], byte[]> record,
      int partition,
      long offset,
      String reason) {
    DeadLetter letter = new DeadLetter(input, partition, offset, record.timestamp(), reason, name);
    ProducerRecord<byte[], byte[]> out = letter.toRecord(input, record.key(), record.value());
    context.forward(
        new Record<>(record.key(), record.value(), record.timestamp(), out.headers()), deadLetters);
    metrics.undecodable(input, reason);
  }

  /**
   * Appends a tick to the task's own partition of its input; the broker stamps it with its own
   * time.
   */
  void tick(ProcessorContext<byte[], byte[]> context, long at) {
    String key = Ticks.key(context.taskId().partition());
    RecordHeaders headers = new RecordHeaders();
    headers.add(Ticks.HEADER, NOTHING);
    context.forward(new Record<>(key.getBytes(UTF_8), null, at, headers), ticks);
    metrics.tick(input);
  }
}
