// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What an installation says about the catalogue's topics. Names, keys and clean-up stay the
 * catalogue's.
 *
 * @param partitions of every topic that is not a table
 * @param replication replicas of each partition; empty for the cluster's default
 * @param minInSync replicas that must have a record before it counts as written; empty for the
 *     cluster's default
 * @param own by a topic's name without prefix: what holds for it instead
 */
public record TopicSettings(
    int partitions,
    Optional<Short> replication,
    Optional<Integer> minInSync,
    Map<String, Own> own) {
  private static final int PARTITIONS = Topics.SPANS.partitions();

  /**
   * What one topic has of its own.
   *
   * @param partitions instead of those of all topics
   * @param retention instead of the catalogue's
   */
  public record Own(OptionalInt partitions, Optional<Duration> retention) {}

  /** Refuses what could not be created, or would not work once it is. */
  public TopicSettings {
    own = Map.copyOf(own);
    atLeastOne("partitions", partitions);
    replication.ifPresent(replicas -> atLeastOne("replication", replicas));
    minInSync.ifPresent(replicas -> atLeastOne("min-insync-replicas", replicas));
    if (replication.isPresent() && minInSync.isPresent() && minInSync.get() > replication.get()) {
      throw new IllegalArgumentException(
          "min-insync-replicas: "
              + minInSync.get()
              + " (expected: at most the replication, "
              + replication.get()
              + ": otherwise no record would ever be taken)");
    }
    own.forEach(TopicSettings::check);
  }

  /** As the catalogue has it. */
  public static TopicSettings defaults() {
    return new TopicSettings(PARTITIONS, Optional.empty(), Optional.empty(), Map.of());
  }

  /** The same with other replicas. */
  public TopicSettings replicated(Optional<Short> replicas) {
    return new TopicSettings(partitions, replicas, minInSync, own);
  }

  /** For a cluster of one node, whatever is said about replicas. */
  public TopicSettings onOneNode() {
    return new TopicSettings(partitions, Optional.empty(), Optional.empty(), own);
  }

  /** How many partitions a topic is meant to have. */
  public int partitions(Topic<?, ?> topic) {
    if (topic.kept() instanceof Kept.LastOfEachKey) {
      return topic.partitions();
    }
    Own its = own.get(topic.name());
    return its == null ? partitions : its.partitions.orElse(partitions);
  }

  /** How long a topic is meant to keep its records. */
  public Kept kept(Topic<?, ?> topic) {
    Own its = own.get(topic.name());
    return its == null || its.retention.isEmpty()
        ? topic.kept()
        : new Kept.For(its.retention.get());
  }

  /** What Kafka Streams is told, so that the topics that it makes have the same replicas. */
  public Map<String, String> ofStreams() {
    Map<String, String> properties = new HashMap<>();
    replication.ifPresent(
        replicas -> properties.put("replication.factor", Short.toString(replicas)));
    minInSync.ifPresent(
        replicas ->
            properties.put(
                "topic." + TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(replicas)));
    return properties;
  }

  private static void check(String name, Own its) {
    Topic<?, ?> topic =
        Topics.named(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "own."
                            + name
                            + ": no topic of the catalogue (expected: one of "
                            + Topics.all().stream()
                                .map(Topic::name)
                                .collect(Collectors.joining(", "))
                            + ")"));
    its.partitions.ifPresent(partitions -> atLeastOne("own." + name + ".partitions", partitions));
    its.retention.ifPresent(Kept.For::new);
    if (topic.kept() instanceof Kept.LastOfEachKey) {
      its.partitions.ifPresent(
          partitions -> {
            if (partitions != topic.partitions()) {
              throw new IllegalArgumentException(
                  "own."
                      + name
                      + ".partitions: "
                      + partitions
                      + " (expected: "
                      + topic.partitions()
                      + ": whoever reads this table needs the order of all its writes)");
            }
          });
      if (its.retention.isPresent()) {
        throw new IllegalArgumentException(
            "own."
                + name
                + ".retention: a table keeps the last record of each key (expected: none)");
      }
    }
  }

  private static void atLeastOne(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: 1 or more)");
    }
  }
}
