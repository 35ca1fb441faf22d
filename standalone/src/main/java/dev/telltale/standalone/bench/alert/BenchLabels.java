// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.alert;

import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.LabelId;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalType;
import dev.telltale.schemas.topic.Topics;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes labels, each of another target; one in four is true. Not for several threads. */
final class BenchLabels {
  private final String topic;
  private final AvroCodec<Label> codec;
  private final Producer<String, byte[]> producer;
  private long written;

  BenchLabels(KafkaConnection kafka, SchemaRegistry registry, Producer<String, byte[]> producer) {
    this.topic = kafka.name(Topics.LABELS);
    this.codec = new TopicSerdes(registry, kafka.topicPrefix()).codec(Topics.LABELS);
    this.producer = producer;
  }

  static SignalKey signal(int number) {
    return new SignalKey("bench", "support", "signal-" + number);
  }

  /**
   * Appends one.
   *
   * @param at its record's time, where the topic keeps that
   */
  void write(SignalKey signal, Instant at) {
    Label label = label(signal, at, written++);
    var unused =
        producer.send(
            new ProducerRecord<>(
                topic, null, at.toEpochMilli(), signal.text(), codec.encode(label)));
  }

  private static Label label(SignalKey signal, Instant at, long number) {
    // Spread like a hash, as trace ids are.
    String target = "%032x".formatted(0x9e3779b97f4a7c15L * (number + 1));
    return Label.newBuilder()
        .setLabelId(LabelId.of(signal, 1, target, 1, Optional.empty()))
        .setProject(signal.project())
        .setAgent(signal.agent())
        .setSignal(signal.signal())
        .setVersion(1)
        .setType(SignalType.BINARY)
        .setScope(SignalScope.TRACE)
        .setTargetId(target)
        .setTraceId(target)
        .setRevision(1)
        .setTargetStart(at)
        .setTargetEnd(at)
        .setOrigin(Origin.LIVE)
        .setOutcome(Outcome.LABELLED)
        .setValue(Boolean.toString(Long.hashCode(number * 31) % 4 == 0))
        .setRationale("The user asks for the third time and gets the same answer again.")
        .setJudgeProvider("bench")
        .setJudgeModel("bench")
        .setDecidedAt(at)
        .build();
  }
}
