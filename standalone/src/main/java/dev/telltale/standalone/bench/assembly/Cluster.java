// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.assembly;

import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.kafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A Kafka of this process, on which each case has topics and groups of its own. */
public final class Cluster implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final String CHANGELOG = "-changelog";

  /** Everything stays until it was counted, and what is deleted leaves the disk at once. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "log.cleaner.min.compaction.lag.ms", "86400000",
          "log.segment.delete.delay.ms", "1000");

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final EmbeddedKafka broker;
  private final Admin admin;

  /**
   * Starts it.
   *
   * @param folder for its data
   */
  public Cluster(Path folder) throws IOException {
    this.broker = new EmbeddedKafka(folder, 0, SETTINGS);
    open.push(broker);
    this.admin = Admin.create(connection("").client());
    open.push(admin);
  }

  /** The catalogue's topics, new and empty, under a prefix of that name. */
  public KafkaConnection topics(String name) {
    KafkaConnection kafka = connection("bench-" + name + ".");
    try (TopicAdmin topics = new TopicAdmin(kafka, TIMEOUT)) {
      topics.create(Optional.empty());
    }
    // Whoever writes before each partition has its leader is sent round in circles.
    ends(kafka);
    return kafka;
  }

  /** Deletes all of a case's topics. */
  public void delete(KafkaConnection kafka) throws InterruptedException {
    await(admin.deleteTopics(names(kafka)).all());
  }

  /** Makes the records of a topic keep the times that they are written with. */
  public void keepTimesOfRecords(String topic) throws InterruptedException {
    AlterConfigOp keep =
        new AlterConfigOp(
            new ConfigEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime"),
            AlterConfigOp.OpType.SET);
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    await(admin.incrementalAlterConfigs(Map.of(resource, List.of(keep))).all());
  }

  /** How many partitions a topic has. */
  public int partitions(String topic) throws InterruptedException {
    return Objects.requireNonNull(
            await(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic))
        .partitions()
        .size();
  }

  /** Where the partitions of the spans end now. */
  Map<TopicPartition, Long> ends(KafkaConnection kafka) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka)) {
      return consumer.endOffsets(
          consumer.partitionsFor(kafka.name(Topics.SPANS)).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList());
    }
  }

  /** How many records before those ends a group has not committed yet. */
  long lag(String group, Map<TopicPartition, Long> ends) throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    long lag = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      OffsetAndMetadata at = committed.get(end.getKey());
      lag += Math.max(0, end.getValue() - (at == null ? 0 : at.offset()));
    }
    return lag;
  }

  /**
   * The bytes of keys and values in the changelogs of an application, by store: what they hold, as
   * it is before it is compressed.
   */
  public Map<String, Long> changelogBytes(KafkaConnection kafka, String application)
      throws InterruptedException {
    Map<String, Long> bytes = new TreeMap<>();
    for (String topic : names(kafka)) {
      if (topic.startsWith(application + '-') && topic.endsWith(CHANGELOG)) {
        String store =
            topic.substring(application.length() + 1, topic.length() - CHANGELOG.length());
        bytes.put(store, bytes(kafka, topic));
      }
    }
    return bytes;
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("the benchmark's Kafka did not close", e);
      }
    }
  }

  private long bytes(KafkaConnection kafka, String topic) {
    long bytes = 0;
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          bytes += Math.max(0, record.serializedKeySize());
          bytes += Math.max(0, record.serializedValueSize());
        }
      }
    }
    return bytes;
  }

  private List<String> names(KafkaConnection kafka) throws InterruptedException {
    return await(admin.listTopics().names()).stream()
        .filter(name -> name.startsWith(kafka.topicPrefix()))
        .collect(Collectors.toList());
  }

  private KafkaConnection connection(String prefix) {
    return new KafkaConnection(broker.bootstrapServers(), prefix, Map.of());
  }

  private static KafkaConsumer<byte[], byte[]> consumer(KafkaConnection kafka) {
    Map<String, Object> config = new HashMap<>(kafka.consumer());
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    // What an aborted transaction wrote has cost its bytes too.
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    return new KafkaConsumer<>(config);
  }

  private static <T> T await(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka refused: " + e.getCause(), e);
    }
  }
}
