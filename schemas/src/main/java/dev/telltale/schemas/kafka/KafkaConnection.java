// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.kafka;

import dev.telltale.schemas.topic.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Where Kafka is, and the client properties that make the contract's promises true.
 *
 * @param bootstrapServers host:port, several joined by a comma
 * @param topicPrefix stands before every topic's name
 * @param properties for every client, such as those of SASL and TLS; they win over the defaults
 *     here
 * @param streams for stream applications beside those, such as the replicas of their own topics
 */
public record KafkaConnection(
    String bootstrapServers,
    String topicPrefix,
    Map<String, String> properties,
    Map<String, String> streams) {
  private static final int LARGEST_RECORD = 16 * 1024 * 1024;

  /** Refuses an empty address. */
  public KafkaConnection {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("bootstrap servers: empty (expected: host:port)");
    }
    properties = Map.copyOf(properties);
    streams = Map.copyOf(streams);
  }

  /** One whose stream applications have nothing of their own. */
  public KafkaConnection(
      String bootstrapServers, String topicPrefix, Map<String, String> properties) {
    this(bootstrapServers, topicPrefix, properties, Map.of());
  }

  /** The name of a topic on this installation. */
  public String name(Topic<?, ?> topic) {
    return topicPrefix + topic.name();
  }

  /** For any client. */
  public Map<String, Object> client() {
    Map<String, Object> config = new HashMap<>();
    config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    config.putAll(properties);
    return config;
  }

  /** For stream applications: what {@link #client()} has, and what is theirs. */
  public Map<String, Object> application() {
    Map<String, Object> config = new HashMap<>(streams);
    config.putAll(client());
    return config;
  }

  /**
   * For a producer of text keys and encoded values: nothing acknowledged is lost, nothing is
   * written twice by a retry.
   */
  public Map<String, Object> producer() {
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 10);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    config.put(ProducerConfig.COMPRESSION_ZSTD_LEVEL_CONFIG, 1);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_RECORD);
    config.putAll(client());
    return config;
  }

  /**
   * The same where somebody waits for the answer: a record is on its way at once, and given up in
   * time.
   *
   * @param within at least some seconds
   */
  public Map<String, Object> producer(Duration within) {
    int millis = Math.toIntExact(within.toMillis());
    Map<String, Object> config = producer();
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 2);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
    return config;
  }

  /**
   * For a consumer of text keys and encoded values that sees only committed records, from the start
   * if it is new.
   */
  public Map<String, Object> consumer() {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.putAll(client());
    return config;
  }

  /** Like {@link #consumer()}, as a member of a group. */
  public Map<String, Object> consumer(String group) {
    Map<String, Object> config = consumer();
    config.put(ConsumerConfig.GROUP_ID_CONFIG, topicPrefix + group);
    return config;
  }
}
