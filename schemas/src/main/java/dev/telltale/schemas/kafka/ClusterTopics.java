// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.kafka;

import dev.telltale.schemas.kafka.TopicPlan.Found;
import dev.telltale.schemas.topic.StateStore;
import dev.telltale.schemas.topic.Topics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** Reads the catalogue's topics, and those of the stream applications, as a cluster has them. */
record ClusterTopics(KafkaConnection kafka, Admin admin, AdminCalls calls) {
  /**
   * By full name.
   *
   * @param existing the names of all topics that the cluster shows
   */
  Map<String, Found> found(Set<String> existing) {
    List<String> own = Topics.all().stream().map(kafka::name).filter(existing::contains).toList();
    Map<String, TopicDescription> descriptions =
        calls.await(admin.describeTopics(own).allTopicNames());
    Map<ConfigResource, Config> configs =
        calls.await(
            admin.describeConfigs(own.stream().map(ClusterTopics::resource).toList()).all());
    Set<String> written = written(descriptions);
    Map<String, Found> found = new HashMap<>();
    descriptions.forEach(
        (name, topic) ->
            found.put(
                name,
                new Found(
                    topic.partitions().size(),
                    topic.partitions().get(0).replicas().size(),
                    values(Objects.requireNonNull(configs.get(resource(name)))),
                    written.contains(name))));
    List<String> changelogs =
        StateStore.all().stream()
            .map(store -> store.changelog(kafka.topicPrefix()))
            .filter(existing::contains)
            .toList();
    calls
        .await(admin.describeTopics(changelogs).allTopicNames())
        .forEach(
            (name, topic) ->
                found.put(name, new Found(topic.partitions().size(), 1, Map.of(), true)));
    return found;
  }

  static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private static Map<String, String> values(Config config) {
    return config.entries().stream()
        .filter(entry -> entry.value() != null)
        .collect(Collectors.toMap(entry -> entry.name(), entry -> entry.value()));
  }

  private Set<String> written(Map<String, TopicDescription> descriptions) {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    descriptions.forEach(
        (name, topic) ->
            topic
                .partitions()
                .forEach(
                    partition ->
                        ends.put(
                            new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
    Set<String> written = new HashSet<>();
    calls
        .await(admin.listOffsets(ends).all())
        .forEach(
            (partition, end) ->
                Stream.of(partition.topic())
                    .filter(topic -> end.offset() > 0)
                    .forEach(written::add));
    return written;
  }
}
