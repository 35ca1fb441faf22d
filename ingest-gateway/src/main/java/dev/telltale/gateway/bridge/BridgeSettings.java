// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.bridge;

import dev.telltale.schemas.topic.KeyText;
import java.util.List;

/**
 * Which topics are read, and as what.
 *
 * @param topics their full names; none switches the bridge off
 * @param encoding what their records are
 * @param project who owns the spans: a topic has no keys that could say so
 */
public record BridgeSettings(List<String> topics, Encoding encoding, String project) {
  /** Refuses names that no topic and no project can have. */
  public BridgeSettings {
    topics = List.copyOf(topics);
    if (topics.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("bridge.topics: an empty name (expected: otlp_spans)");
    }
    if (!KeyText.isSlug(project)) {
      throw new IllegalArgumentException(
          "bridge.project: " + project + " (expected: a name of a-z, 0-9, '.', '_' and '-')");
    }
  }

  /** No topics. */
  public static BridgeSettings off() {
    return new BridgeSettings(List.of(), Encoding.AUTO, "default");
  }

  /** True when there is something to read. */
  public boolean isOn() {
    return !topics.isEmpty();
  }
}
