// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.kafka;

import dev.telltale.schemas.kafka.TopicAdmin.Difference;
import dev.telltale.schemas.kafka.TopicPlan.Found;
import dev.telltale.schemas.kafka.TopicStep.AddPartitions;
import dev.telltale.schemas.kafka.TopicStep.Configure;
import dev.telltale.schemas.kafka.TopicStep.Create;
import dev.telltale.schemas.kafka.TopicStep.Refuse;
import dev.telltale.schemas.topic.Kept;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.TopicConfig;

/** From what would mend a cluster to what is wrong with it. */
final class TopicDifferences {
  private TopicDifferences() {}

  static List<Difference> of(List<TopicStep> steps, Map<String, Found> found, String prefix) {
    List<Difference> differences = new ArrayList<>();
    steps.forEach(step -> of(step, prefix).ifPresent(differences::add));
    for (Topic<?, ?> topic : Topics.all()) {
      Found there = found.get(prefix + topic.name());
      if (there != null) {
        takesNothing(prefix + topic.name(), there).ifPresent(differences::add);
      }
    }
    return differences;
  }

  private static Optional<Difference> of(TopicStep step, String prefix) {
    if (step instanceof Create create) {
      return Optional.of(new Difference(create.topic(), "topic", "present", "missing"));
    }
    if (step instanceof AddPartitions more) {
      return Optional.of(partitions(more.topic(), more.from(), more.to() + " or more"));
    }
    if (step instanceof Configure setting) {
      return Optional.of(
          new Difference(setting.topic(), setting.setting(), setting.to(), setting.from()));
    }
    Refuse refused = (Refuse) step;
    if (!refused.setting().equals("partitions")) {
      return Optional.of(
          new Difference(refused.topic(), refused.setting(), refused.to(), refused.from()));
    }
    int from = Integer.parseInt(refused.from());
    boolean table =
        Topics.named(refused.topic().substring(prefix.length()))
            .filter(topic -> topic.kept() instanceof Kept.LastOfEachKey)
            .isPresent();
    if (table) {
      return Optional.of(partitions(refused.topic(), from, refused.to()));
    }
    return from > Integer.parseInt(refused.to())
        ? Optional.empty()
        : Optional.of(partitions(refused.topic(), from, refused.to() + " or more"));
  }

  /** Whoever asked for it: such a topic refuses every record. */
  private static Optional<Difference> takesNothing(String name, Found there) {
    String needed = there.configs().getOrDefault(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "1");
    return Integer.parseInt(needed) > there.replication()
        ? Optional.of(
            new Difference(
                name,
                "replication",
                needed + " or more, as min.insync.replicas: no record is taken",
                Integer.toString(there.replication())))
        : Optional.empty();
  }

  private static Difference partitions(String topic, int found, String expected) {
    return new Difference(topic, "partitions", expected, Integer.toString(found));
  }
}
