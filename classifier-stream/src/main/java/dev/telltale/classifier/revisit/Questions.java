// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.serde.AvroCodec;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** The topic in which the judge finds a run's questions. May be used from any thread. */
final class Questions {
  private final RunKind kind;
  private final Producer<String, byte[]> producer;
  private final String topic;
  private final AvroCodec<JudgeRequest> codec;
  private final RunMetrics metrics;

  Questions(
      RunKind kind,
      Producer<String, byte[]> producer,
      String topic,
      AvroCodec<JudgeRequest> codec,
      RunMetrics metrics) {
    this.kind = kind;
    this.producer = producer;
    this.topic = topic;
    this.codec = codec;
    this.metrics = metrics;
  }

  /**
   * Writes one, and returns before Kafka has it.
   *
   * @param failed hears, on another thread, that Kafka does not take it
   */
  void send(JudgeRequest request, java.util.function.Consumer<Exception> failed) {
    metrics.asked(kind, request.getSignals().size());
    var unused =
        producer.send(
            new ProducerRecord<>(topic, request.getTargetId(), codec.encode(request)),
            (written, e) -> {
              if (e != null) {
                failed.accept(e);
              }
            });
  }

  /**
   * Writes one, and returns once Kafka has it.
   *
   * @throws KafkaException when Kafka does not take it
   */
  void ask(JudgeRequest request) {
    try {
      producer
          .send(new ProducerRecord<>(topic, request.getTargetId(), codec.encode(request)))
          .get();
      metrics.asked(kind, request.getSignals().size());
    } catch (ExecutionException e) {
      throw new KafkaException("the judge could not be asked", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
