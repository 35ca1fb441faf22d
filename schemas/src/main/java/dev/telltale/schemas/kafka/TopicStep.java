// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.kafka;

import java.util.Map;
import java.util.Optional;

/** One difference between a cluster and what an installation wants of it, and what is done then. */
public sealed interface TopicStep {
  /** The topic's full name. */
  String topic();

  /** A topic is missing: it is created. */
  record Create(
      String topic, int partitions, Optional<Short> replication, Map<String, String> configs)
      implements TopicStep {
    /** Keeps a copy. */
    public Create {
      configs = Map.copyOf(configs);
    }

    @Override
    public String toString() {
      return "create     "
          + topic
          + " ("
          + partitions
          + (partitions == 1 ? " partition" : " partitions")
          + replication.map(replicas -> ", replication " + replicas).orElse("")
          + ")";
    }
  }

  /** A setting of a topic is another one: it is changed. */
  record Configure(String topic, String setting, String from, String to) implements TopicStep {
    @Override
    public String toString() {
      return "configure  " + topic + ": " + setting + " from " + from + " to " + to;
    }
  }

  /**
   * A topic has too few partitions: it gets more.
   *
   * @param consequence what that means for the records that are there
   */
  record AddPartitions(String topic, int from, int to, String consequence) implements TopicStep {
    @Override
    public String toString() {
      return "partitions " + topic + ": from " + from + " to " + to + "; " + consequence;
    }
  }

  /**
   * What cannot be done, or would break more than it mends.
   *
   * @param reason why, and what to do instead
   */
  record Refuse(String topic, String setting, String from, String to, String reason)
      implements TopicStep {
    @Override
    public String toString() {
      return "refused    " + topic + ": " + setting + " from " + from + " to " + to + "; " + reason;
    }
  }
}
