// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import dev.telltale.gateway.bridge.Bridge;
import dev.telltale.gateway.bridge.BridgeMetrics;
import dev.telltale.gateway.bridge.BridgeSettings;
import dev.telltale.gateway.intake.ProjectIntake;
import dev.telltale.gateway.publish.ProducerSettings;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.topic.Topics;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A bridge with the clients that it needs. */
final class BridgeClients {
  private static final String GROUP = "gateway-bridge";
  private static final int MOST_RECORDS_A_POLL = 64;
  private static final int MOST_BYTES_A_FETCH = 8 * 1024 * 1024;

  /** A topic may be made after the bridge has started: seen within so many milliseconds. */
  private static final int METADATA_AGE = 10_000;

  private BridgeClients() {}

  /**
   * Looks at the topics before anything is opened.
   *
   * @throws GatewayStartException when it would read what this installation itself writes
   */
  static void check(BridgeSettings settings, String topicPrefix) {
    for (String topic : settings.topics()) {
      if (Topics.all().stream().anyMatch(own -> (topicPrefix + own.name()).equals(topic))) {
        throw new GatewayStartException(
            "bridge.topics: " + topic + " is written by Telltale itself (expected: otlp_spans)");
      }
    }
  }

  static Bridge open(
      BridgeSettings settings, KafkaConnection kafka, ProjectIntake intake, BridgeMetrics metrics) {
    return new Bridge(
        settings,
        () -> new KafkaConsumer<>(consumer(kafka)),
        new KafkaProducer<>(producer(kafka)),
        kafka.name(Topics.DEAD_LETTERS),
        intake,
        metrics);
  }

  private static Map<String, Object> consumer(KafkaConnection kafka) {
    Map<String, Object> config = kafka.consumer(GROUP);
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "telltale-gateway-bridge");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS_A_POLL);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MOST_BYTES_A_FETCH);
    config.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_AGE);
    config.putAll(kafka.properties());
    return config;
  }

  private static Map<String, Object> producer(KafkaConnection kafka) {
    Map<String, Object> config = ProducerSettings.of(kafka);
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "telltale-gateway-dead-letters");
    config.putAll(kafka.properties());
    return config;
  }
}
