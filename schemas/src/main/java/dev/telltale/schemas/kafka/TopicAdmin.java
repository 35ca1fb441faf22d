// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.kafka;

import dev.telltale.schemas.topic.Kept;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Creates the catalogue's topics, and tells where a cluster differs from the catalogue. One thread
 * at a time.
 */
public final class TopicAdmin implements AutoCloseable {
  private static final long LOOK_EVERY_MS = 20;

  private final KafkaConnection kafka;
  private final Admin admin;
  private final Duration timeout;

  /**
   * A setting that is not what the catalogue says.
   *
   * @param topic the topic's full name
   * @param setting {@code topic}, {@code partitions} or the name of a topic configuration
   * @param expected what the catalogue says
   * @param found what the cluster has
   */
  public record Difference(String topic, String setting, String expected, String found) {
    @Override
    public String toString() {
      return topic + ": " + setting + " is " + found + " (expected: " + expected + ")";
    }
  }

  /** Connects lazily: a cluster that is away shows with the first call, after the timeout. */
  public TopicAdmin(KafkaConnection kafka, Duration timeout) {
    this.kafka = kafka;
    this.timeout = timeout;
    Map<String, Object> config = kafka.client();
    config.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
    config.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
    this.admin = Admin.create(config);
  }

  /**
   * Creates what is missing, and returns once every new partition's leader answers; what exists is
   * left as it is.
   *
   * @param replication replicas of each partition; empty for the cluster's default
   * @return the full names of the created topics
   * @throws KafkaException when the cluster cannot be reached or refuses
   */
  public List<String> create(Optional<Short> replication) {
    Set<String> existing = existing();
    List<NewTopic> missing = new ArrayList<>();
    for (Topic<?, ?> topic : Topics.all()) {
      if (!existing.contains(kafka.name(topic))) {
        missing.add(
            new NewTopic(kafka.name(topic), Optional.of(topic.partitions()), replication)
                .configs(configs(topic)));
      }
    }
    await(admin.createTopics(missing).all());
    awaitLeaders(missing);
    return missing.stream().map(NewTopic::name).toList();
  }

  /**
   * Topics exist before their brokers know of them. Of an idempotent producer's first requests the
   * second may then be taken and the first never, and its partition is lost until the delivery
   * times out (KAFKA-15591). To ask for an offset is answered by a leader that is at work.
   */
  private void awaitLeaders(List<NewTopic> topics) {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (NewTopic topic : topics) {
      for (int partition = 0; partition < topic.numPartitions(); partition++) {
        ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    long until = System.nanoTime() + timeout.toNanos();
    boolean answered = false;
    while (!answered) {
      try {
        await(admin.listOffsets(ends).all());
        answered = true;
      } catch (KafkaException e) {
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > until) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while waiting for Kafka", e);
    }
  }

  /**
   * Compares the cluster with the catalogue. More partitions than the catalogue has are fine.
   *
   * @throws KafkaException when the cluster cannot be reached
   */
  public List<Difference> check() {
    Set<String> existing = existing();
    List<Difference> differences = new ArrayList<>();
    List<Topic<?, ?>> present = new ArrayList<>();
    for (Topic<?, ?> topic : Topics.all()) {
      if (existing.contains(kafka.name(topic))) {
        present.add(topic);
      } else {
        differences.add(new Difference(kafka.name(topic), "topic", "present", "missing"));
      }
    }
    List<String> names = present.stream().map(kafka::name).toList();
    Map<String, TopicDescription> descriptions = await(admin.describeTopics(names).allTopicNames());
    Map<ConfigResource, Config> configs =
        await(admin.describeConfigs(names.stream().map(TopicAdmin::resource).toList()).all());
    for (Topic<?, ?> topic : present) {
      String name = kafka.name(topic);
      differences.addAll(
          compare(
              topic,
              name,
              Objects.requireNonNull(descriptions.get(name)),
              Objects.requireNonNull(configs.get(resource(name)))));
    }
    return differences;
  }

  /** The full names of the catalogue's topics that the cluster does not have. */
  public List<String> missing() {
    Set<String> existing = existing();
    return Topics.all().stream().map(kafka::name).filter(name -> !existing.contains(name)).toList();
  }

  @Override
  public void close() {
    admin.close(timeout);
  }

  /** The settings that a topic is created with. */
  static Map<String, String> configs(Topic<?, ?> topic) {
    Map<String, String> configs = new HashMap<>();
    configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, topic.timestamps().configValue());
    configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(topic.maxMessageBytes()));
    if (topic.kept() instanceof Kept.For kept) {
      configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
      configs.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(kept.time().toMillis()));
    } else {
      configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    }
    return configs;
  }

  private static List<Difference> compare(
      Topic<?, ?> topic, String name, TopicDescription description, Config found) {
    List<Difference> differences = new ArrayList<>();
    int partitions = description.partitions().size();
    boolean table = topic.kept() instanceof Kept.LastOfEachKey;
    if (table ? partitions != topic.partitions() : partitions < topic.partitions()) {
      String expected = topic.partitions() + (table ? "" : " or more");
      differences.add(new Difference(name, "partitions", expected, Integer.toString(partitions)));
    }
    configs(topic)
        .forEach(
            (setting, expected) -> {
              String value = found.get(setting) == null ? "unset" : found.get(setting).value();
              if (!expected.equals(value)) {
                differences.add(new Difference(name, setting, expected, value));
              }
            });
    return differences;
  }

  private Set<String> existing() {
    return await(admin.listTopics().names()).stream().collect(Collectors.toUnmodifiableSet());
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private <T> T await(org.apache.kafka.common.KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new KafkaException(
          "Kafka at " + kafka.bootstrapServers() + ": " + cause.getMessage(), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while waiting for Kafka", e);
    }
  }
}
