// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** How the evaluation runs on Kafka Streams. */
final class StreamsProperties {
  private static final Duration COMMIT = Duration.ofSeconds(1);
  private static final Duration TRANSACTION = Duration.ofMinutes(1);
  private static final long STORE_CACHE_BYTES = 32L * 1024 * 1024;

  /** A process that was killed is missed after this long; then others, or its successor, go on. */
  private static final Duration MISSED_AFTER = Duration.ofSeconds(10);

  /** One with a name may take this long to come back. */
  private static final Duration NAMED_MISSED_AFTER = Duration.ofMinutes(1);

  private StreamsProperties() {}

  static Properties of(AlertConfig config, KafkaConnection kafka, AlertMeters meters) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, kafka.topicPrefix() + "alerts");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT.toMillis());
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, STORE_CACHE_BYTES);
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedMemory.class);
    properties.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
    properties.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
    properties.put(DeadLetterHandler.TOPIC, kafka.name(Topics.DEAD_LETTERS));
    properties.put(DeadLetterHandler.METERS, meters);
    producer(kafka)
        .forEach((key, value) -> properties.put(StreamsConfig.producerPrefix(key), value));
    membership().forEach((key, value) -> put(properties, key, value));
    config
        .instanceId()
        .ifPresent(
            id -> {
              put(properties, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, id);
              put(
                  properties,
                  ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                  (int) NAMED_MISSED_AFTER.toMillis());
            });
    properties.putAll(kafka.application());
    return properties;
  }

  private static void put(Properties properties, String mainConsumers, Object value) {
    properties.put(StreamsConfig.mainConsumerPrefix(mainConsumers), value);
  }

  /** How every member of a group here shows that it lives. */
  static Map<String, Object> membership() {
    return Map.of(
        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
        (int) MISSED_AFTER.toMillis(),
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
        (int) MISSED_AFTER.dividedBy(4).toMillis());
  }

  /** As every producer of the contract: a record that was read whole can be put aside whole. */
  private static Map<String, Object> producer(KafkaConnection kafka) {
    Map<String, Object> producer = kafka.producer();
    producer.remove(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG);
    producer.remove(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);
    producer.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION.toMillis());
    return producer;
  }
}
