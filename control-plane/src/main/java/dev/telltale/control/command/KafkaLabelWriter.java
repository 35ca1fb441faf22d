// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Into the topic of labels, beside what judges write. */
public final class KafkaLabelWriter implements LabelWriter {
  private static final Duration WITHIN = Duration.ofSeconds(20);

  private final String topic;
  private final AvroCodec<Label> codec;
  private final Producer<String, byte[]> producer;

  /** Makes a writer; it connects when it is used. */
  public KafkaLabelWriter(KafkaConnection kafka, SchemaRegistry registry) {
    this.topic = kafka.name(Topics.LABELS);
    this.codec = new TopicSerdes(registry, kafka.topicPrefix()).codec(Topics.LABELS);
    this.producer = new KafkaProducer<>(kafka.producer(WITHIN));
  }

  @Override
  public void write(Label label) {
    String key = new SignalKey(label.getProject(), label.getAgent(), label.getSignal()).text();
    try {
      producer.send(new ProducerRecord<>(topic, key, codec.encode(label))).get();
    } catch (ExecutionException e) {
      throw notKept(e.getCause() == null ? e : e.getCause());
    } catch (KafkaException | RegistryException e) {
      throw notKept(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notKept(e);
    }
  }

  private static DefinitionLogException notKept(Throwable cause) {
    return new DefinitionLogException("the label may not be kept: " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
