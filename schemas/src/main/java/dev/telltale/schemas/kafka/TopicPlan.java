// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.kafka;

import dev.telltale.schemas.kafka.TopicStep.AddPartitions;
import dev.telltale.schemas.kafka.TopicStep.Configure;
import dev.telltale.schemas.kafka.TopicStep.Create;
import dev.telltale.schemas.kafka.TopicStep.Refuse;
import dev.telltale.schemas.topic.Kept;
import dev.telltale.schemas.topic.StateStore;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.TopicSettings;
import dev.telltale.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/** From what is wanted and what is there to what is to be done. Decides; touches nothing. */
final class TopicPlan {
  private final String prefix;
  private final TopicSettings wanted;

  /**
   * A topic as the cluster has it.
   *
   * @param hasRecords whether it ever took one
   */
  record Found(int partitions, int replication, Map<String, String> configs, boolean hasRecords) {
    Found {
      configs = Map.copyOf(configs);
    }
  }

  TopicPlan(String prefix, TopicSettings wanted) {
    this.prefix = prefix;
    this.wanted = wanted;
  }

  /**
   * What is to be done, in the catalogue's order.
   *
   * @param found by full name, with the stream applications' own topics
   */
  List<TopicStep> steps(Map<String, Found> found) {
    List<TopicStep> steps = new ArrayList<>();
    for (Topic<?, ?> topic : Topics.all()) {
      String name = prefix + topic.name();
      Found there = found.get(name);
      if (there == null) {
        steps.add(create(topic));
      } else {
        partitions(topic, name, there, found).ifPresent(steps::add);
        replication(name, there).ifPresent(steps::add);
        new TreeMap<>(configs(topic))
            .forEach(
                (setting, to) -> {
                  String from = there.configs.getOrDefault(setting, "unset");
                  if (!from.equals(to)) {
                    steps.add(new Configure(name, setting, from, to));
                  }
                });
      }
    }
    return steps;
  }

  Create create(Topic<?, ?> topic) {
    return new Create(
        prefix + topic.name(), wanted.partitions(topic), wanted.replication(), configs(topic));
  }

  /** The settings that a topic is created with. */
  Map<String, String> configs(Topic<?, ?> topic) {
    Map<String, String> configs = new HashMap<>();
    configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, topic.timestamps().configValue());
    configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(topic.maxMessageBytes()));
    wanted
        .minInSync()
        .ifPresent(
            replicas ->
                configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(replicas)));
    if (wanted.kept(topic) instanceof Kept.For kept) {
      configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
      configs.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(kept.time().toMillis()));
    } else {
      configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    }
    return configs;
  }

  private Optional<TopicStep> partitions(
      Topic<?, ?> topic, String name, Found there, Map<String, Found> found) {
    int from = there.partitions;
    int to = wanted.partitions(topic);
    if (from == to) {
      return Optional.empty();
    }
    if (topic.kept() instanceof Kept.LastOfEachKey) {
      return Optional.of(
          refusePartitions(
              name,
              from,
              to,
              "a table has one, for the order of all its writes: delete the topic and create it"
                  + " again"));
    }
    if (from > to) {
      return Optional.of(
          refusePartitions(
              name,
              from,
              to,
              "Kafka takes none away; more than wanted do no harm: say telltale.topics.own."
                  + topic.name()
                  + ".partitions="
                  + from));
    }
    return Optional.of(more(topic, name, there, to, found));
  }

  /** Keys move to other partitions, and what is kept of them by partition does not. */
  private TopicStep more(
      Topic<?, ?> topic, String name, Found there, int to, Map<String, Found> found) {
    List<StateStore> stores =
        StateStore.all().stream().filter(store -> store.source().equals(topic)).toList();
    boolean state = stores.stream().anyMatch(store -> found.containsKey(store.changelog(prefix)));
    if (!stores.isEmpty() && (state || there.hasRecords)) {
      return refusePartitions(
          name,
          there.partitions,
          to,
          "the state of "
              + prefix
              + stores.get(0).application()
              + " is kept by partition and its keys would move away from it: start a new prefix"
              + " (telltale.kafka.topic-prefix), or stop all roles, delete this topic and its"
              + " changelogs, and create it again");
    }
    return new AddPartitions(
        name,
        there.partitions,
        to,
        there.hasRecords
            ? "keys move: old records stay where they are, so that look-ups by key miss them and"
                + " the order of a key is not kept across the change"
            : "it has no records yet");
  }

  private static Refuse refusePartitions(String name, int from, int to, String reason) {
    return new Refuse(name, "partitions", Integer.toString(from), Integer.toString(to), reason);
  }

  private Optional<TopicStep> replication(String name, Found there) {
    return wanted
        .replication()
        .filter(replicas -> replicas != there.replication)
        .map(
            replicas ->
                new Refuse(
                    name,
                    "replication",
                    Integer.toString(there.replication),
                    Short.toString(replicas),
                    "which brokers take the new replicas is the operator's choice: move them with"
                        + " kafka-reassign-partitions"));
  }
}
