// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.kafka.TopicPlan.Found;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.TopicSettings;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TopicPlanTest {
  private static final TopicSettings WANTED = TopicSettings.defaults();
  private static final TopicSettings MORE =
      new TopicSettings(24, Optional.empty(), Optional.empty(), Map.of());

  @Test
  void anEmptyClusterGetsEveryTopicInTheCataloguesOrder() {
    List<TopicStep> steps =
        new TopicPlan("p.", MORE.replicated(Optional.of((short) 3))).steps(Map.of());

    assertThat(steps).hasSize(Topics.all().size());
    assertThat(steps.get(0)).hasToString("create     p.spans (24 partitions, replication 3)");
    assertThat(steps.get(5)).hasToString("create     p.signals (1 partition, replication 3)");
  }

  @Test
  void aClusterThatIsAsWantedNeedsNothing() {
    assertThat(new TopicPlan("p.", WANTED).steps(cluster(WANTED, true))).isEmpty();
  }

  @Test
  void anotherRetentionIsChangedInPlace() {
    TopicSettings shorter =
        new TopicSettings(
            4,
            Optional.empty(),
            Optional.of(2),
            Map.of(
                "traces",
                new TopicSettings.Own(OptionalInt.empty(), Optional.of(Duration.ofDays(7)))));

    List<TopicStep> steps = new TopicPlan("p.", shorter).steps(cluster(WANTED, true));

    assertThat(steps)
        .extracting(TopicStep::toString)
        .contains(
            "configure  p.traces: retention.ms from 2592000000 to 604800000",
            "configure  p.signals: min.insync.replicas from unset to 2")
        .hasSize(Topics.all().size() + 1);
  }

  @Test
  void partitionsAreAddedWhereNoStateIsKeptByThem() {
    List<TopicStep> steps = new TopicPlan("p.", MORE).steps(cluster(WANTED, true));

    assertThat(steps)
        .filteredOn(TopicStep.AddPartitions.class::isInstance)
        .extracting(TopicStep::topic)
        .contains("p.judge-requests", "p.late-spans", "p.alert-events")
        .doesNotContain("p.signals");
    assertThat(steps)
        .filteredOn(TopicStep.Refuse.class::isInstance)
        .extracting(TopicStep::topic)
        .containsExactly("p.spans", "p.traces", "p.session-traces", "p.sessions", "p.labels");
    assertThat(steps.get(0).toString())
        .startsWith(
            "refused    p.spans: partitions from 4 to 24; the state of p.assemble is kept by"
                + " partition");
  }

  @Test
  void aTopicOfStateGetsPartitionsOnlyWhileThereIsNone() {
    Map<String, Found> cluster = cluster(WANTED, false);

    assertThat(new TopicPlan("p.", MORE).steps(cluster).get(0))
        .hasToString("partitions p.spans: from 4 to 24; it has no records yet");

    cluster.put("p.assemble-trace-clock-changelog", new Found(4, 1, Map.of(), true));
    assertThat(new TopicPlan("p.", MORE).steps(cluster).get(0))
        .isInstanceOf(TopicStep.Refuse.class);
  }

  @Test
  void whatKafkaCannotDoIsRefusedWithWhatToDoInstead() {
    Map<String, Found> cluster = cluster(MORE, true);
    cluster.computeIfPresent("p.signals", (name, found) -> new Found(2, 1, found.configs(), true));

    List<TopicStep> steps =
        new TopicPlan("p.", WANTED.replicated(Optional.of((short) 3))).steps(cluster);

    assertThat(steps)
        .allMatch(TopicStep.Refuse.class::isInstance)
        .extracting(TopicStep::toString)
        .anyMatch(
            text ->
                text.startsWith("refused    p.spans: partitions from 24 to 4; Kafka takes none")
                    && text.endsWith("say telltale.topics.own.spans.partitions=24"))
        .anyMatch(text -> text.startsWith("refused    p.signals: partitions from 2 to 1; a table"))
        .anyMatch(text -> text.contains("replication from 1 to 3; "));
  }

  @Test
  void aCheckMindsTooFewPartitionsAndReplicasThatCouldNeverAgree() {
    Map<String, Found> cluster = cluster(MORE, true);
    assertThat(differences(WANTED, cluster)).isEmpty();
    assertThat(differences(MORE, cluster(WANTED, true)))
        .contains("p.spans: partitions is 4 (expected: 24 or more)");

    cluster.computeIfPresent(
        "p.labels",
        (name, found) -> {
          Map<String, String> configs = new HashMap<>(found.configs());
          configs.put("min.insync.replicas", "2");
          return new Found(24, 1, configs, true);
        });
    assertThat(differences(WANTED, cluster))
        .containsExactly(
            "p.labels: replication is 1 (expected: 2 or more, as min.insync.replicas: no record is"
                + " taken)");
  }

  private static List<String> differences(TopicSettings wanted, Map<String, Found> cluster) {
    return TopicDifferences.of(new TopicPlan("p.", wanted).steps(cluster), cluster, "p.").stream()
        .map(TopicAdmin.Difference::toString)
        .toList();
  }

  private static Map<String, Found> cluster(TopicSettings as, boolean hasRecords) {
    TopicPlan plan = new TopicPlan("p.", as);
    Map<String, Found> cluster = new HashMap<>();
    for (Topic<?, ?> topic : Topics.all()) {
      cluster.put(
          "p." + topic.name(), new Found(as.partitions(topic), 1, plan.configs(topic), hasRecords));
    }
    return cluster;
  }
}
