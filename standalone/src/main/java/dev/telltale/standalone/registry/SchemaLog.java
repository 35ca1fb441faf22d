// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.registry.RegisteredSchema;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A registry whose schemas outlive the process: a schema counts as registered once it stands in the
 * compacted topic {@code _schemas}, in the form in which Confluent's registry writes there.
 */
public final class SchemaLog implements AutoCloseable {
  private static final String TOPIC = "_schemas";
  private static final Duration READ_WITHIN = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final InMemorySchemaRegistry schemas = new InMemorySchemaRegistry();
  private final Producer<String, byte[]> producer;

  /**
   * Creates the topic if it is not there, and reads it to its end.
   *
   * @throws KafkaException when the broker does not answer in time
   */
  public SchemaLog(KafkaConnection kafka) {
    createTopic(kafka);
    readToEnd(kafka);
    this.producer = new KafkaProducer<>(kafka.producer());
  }

  /** What is registered. */
  InMemorySchemaRegistry schemas() {
    return schemas;
  }

  /**
   * Registers a schema; returns when it is written. One at a time, so that ids and versions have no
   * gaps.
   */
  synchronized RegisteredSchema register(String subject, Schema schema) {
    Optional<RegisteredSchema> known = schemas.find(subject, schema);
    if (known.isPresent()) {
      return known.get();
    }
    RegisteredSchema registered = schemas.propose(subject, schema);
    try {
      producer.send(record(registered)).get();
    } catch (ExecutionException e) {
      throw new KafkaException("schema of " + subject + " could not be written", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while a schema was written", e);
    }
    schemas.restore(registered);
    return registered;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }

  private static void createTopic(KafkaConnection kafka) {
    try (Admin admin = Admin.create(kafka.client())) {
      if (!admin.listTopics().names().get().contains(TOPIC)) {
        NewTopic topic =
            new NewTopic(TOPIC, Optional.of(1), Optional.empty())
                .configs(
                    Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        admin.createTopics(List.of(topic)).all().get();
      }
    } catch (ExecutionException e) {
      throw new KafkaException("topic " + TOPIC + " could not be created", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while topic " + TOPIC + " was created", e);
    }
  }

  private void readToEnd(KafkaConnection kafka) {
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(kafka.consumer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      long until = System.nanoTime() + READ_WITHIN.toNanos();
      while (consumer.position(partition) < end) {
        if (System.nanoTime() > until) {
          throw new KafkaException(
              "topic "
                  + TOPIC
                  + " could not be read to its end in "
                  + READ_WITHIN.toSeconds()
                  + " s");
        }
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          restore(record.value());
        }
      }
    }
  }

  private void restore(byte[] value) {
    try {
      JsonNode json = JSON.readTree(new String(value, StandardCharsets.UTF_8));
      Schema schema = new Schema.Parser().parse(json.path("schema").asText());
      schemas.restore(
          new RegisteredSchema(
              json.path("subject").asText(),
              json.path("version").asInt(),
              json.path("id").asInt(),
              schema));
    } catch (JsonProcessingException e) {
      throw new KafkaException("topic " + TOPIC + " holds a record that is not JSON", e);
    }
  }

  private static ProducerRecord<String, byte[]> record(RegisteredSchema registered) {
    String key =
        JSON.createObjectNode()
            .put("keytype", "SCHEMA")
            .put("subject", registered.subject())
            .put("version", registered.version())
            .put("magic", 1)
            .toString();
    String value =
        JSON.createObjectNode()
            .put("subject", registered.subject())
            .put("version", registered.version())
            .put("id", registered.id())
            .put("schema", registered.schema().toString())
            .put("deleted", false)
            .toString();
    return new ProducerRecord<>(TOPIC, key, value.getBytes(StandardCharsets.UTF_8));
  }
}
