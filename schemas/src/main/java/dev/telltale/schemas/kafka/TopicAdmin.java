// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.kafka;

import dev.telltale.schemas.kafka.TopicPlan.Found;
import dev.telltale.schemas.kafka.TopicStep.AddPartitions;
import dev.telltale.schemas.kafka.TopicStep.Configure;
import dev.telltale.schemas.kafka.TopicStep.Create;
import dev.telltale.schemas.topic.TopicSettings;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Creates the catalogue's topics, tells where a cluster differs from what is wanted, and changes
 * it. One thread at a time.
 */
public final class TopicAdmin implements AutoCloseable {
  private static final long LOOK_EVERY_MS = 20;

  private final KafkaConnection kafka;
  private final Admin admin;
  private final AdminCalls calls;
  private final Duration timeout;

  /**
   * A setting that is not what is wanted.
   *
   * @param topic the topic's full name
   * @param setting {@code topic}, {@code partitions}, {@code replication} or the name of a topic
   *     configuration
   * @param expected what is wanted
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
    this.calls = new AdminCalls(kafka);
  }

  /**
   * Creates what is missing, as the catalogue has it; see {@link #create(TopicSettings)}.
   *
   * @param replication replicas of each partition; empty for the cluster's default
   */
  public List<String> create(Optional<Short> replication) {
    return create(TopicSettings.defaults().replicated(replication));
  }

  /**
   * Creates what is missing, and returns once every new partition's leader answers; what exists is
   * left as it is.
   *
   * @return the full names of the created topics
   * @throws KafkaException when the cluster cannot be reached or refuses
   */
  public List<String> create(TopicSettings wanted) {
    Set<String> existing = existing();
    TopicPlan plan = new TopicPlan(kafka.topicPrefix(), wanted);
    List<TopicStep> missing =
        Topics.all().stream()
            .filter(topic -> !existing.contains(kafka.name(topic)))
            .<TopicStep>map(plan::create)
            .toList();
    carryOut(missing);
    return missing.stream().map(TopicStep::topic).toList();
  }

  /**
   * Everything in which the cluster differs from what is wanted, as steps that would mend it.
   *
   * @throws KafkaException when the cluster cannot be reached or refuses
   */
  public List<TopicStep> plan(TopicSettings wanted) {
    return new TopicPlan(kafka.topicPrefix(), wanted)
        .steps(new ClusterTopics(kafka, admin, calls).found(existing()));
  }

  /**
   * Takes the steps, and returns once every new partition's leader answers. What a plan refuses is
   * left as it is.
   *
   * @throws KafkaException when the cluster cannot be reached or refuses
   */
  public void carryOut(List<TopicStep> steps) {
    List<NewTopic> topics = new ArrayList<>();
    Map<String, NewPartitions> partitions = new HashMap<>();
    Map<ConfigResource, Collection<AlterConfigOp>> settings = new HashMap<>();
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (TopicStep step : steps) {
      if (step instanceof Create create) {
        topics.add(
            new NewTopic(create.topic(), Optional.of(create.partitions()), create.replication())
                .configs(create.configs()));
        ends.putAll(ends(create.topic(), create.partitions()));
      } else if (step instanceof AddPartitions more) {
        partitions.put(more.topic(), NewPartitions.increaseTo(more.to()));
        ends.putAll(ends(more.topic(), more.to()));
      } else if (step instanceof Configure setting) {
        settings
            .computeIfAbsent(ClusterTopics.resource(setting.topic()), topic -> new ArrayList<>())
            .add(
                new AlterConfigOp(
                    new ConfigEntry(setting.setting(), setting.to()), AlterConfigOp.OpType.SET));
      }
    }
    calls.await(admin.createTopics(topics).all());
    calls.await(admin.createPartitions(partitions).all());
    calls.await(admin.incrementalAlterConfigs(settings).all());
    awaitLeaders(ends);
  }

  /** As the catalogue has it; see {@link #check(TopicSettings)}. */
  public List<Difference> check() {
    return check(TopicSettings.defaults());
  }

  /**
   * Compares the cluster with what is wanted. More partitions than are wanted are fine.
   *
   * @throws KafkaException when the cluster cannot be reached
   */
  public List<Difference> check(TopicSettings wanted) {
    Map<String, Found> found = new ClusterTopics(kafka, admin, calls).found(existing());
    return TopicDifferences.of(
        new TopicPlan(kafka.topicPrefix(), wanted).steps(found), found, kafka.topicPrefix());
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

  private static Map<TopicPartition, OffsetSpec> ends(String topic, int partitions) {
    return java.util.stream.IntStream.range(0, partitions)
        .mapToObj(partition -> new TopicPartition(topic, partition))
        .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
  }

  /**
   * Topics exist before their brokers know of them. Of an idempotent producer's first requests the
   * second may then be taken and the first never, and its partition is lost until the delivery
   * times out (KAFKA-15591). To ask for an offset is answered by a leader that is at work.
   */
  private void awaitLeaders(Map<TopicPartition, OffsetSpec> ends) {
    long until = System.nanoTime() + timeout.toNanos();
    boolean answered = false;
    while (!answered) {
      try {
        calls.await(admin.listOffsets(ends).all());
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

  private Set<String> existing() {
    return Set.copyOf(calls.await(admin.listTopics().names()));
  }
}
