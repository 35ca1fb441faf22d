// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rules for all agents, and other ones for some of them.
 *
 * @param others for every agent that is not named
 * @param named by the agent's id, as spans write it
 */
public record PerAgent<R>(R others, Map<String, R> named) {
  /** Takes a copy of the map. */
  public PerAgent {
    named = Map.copyOf(named);
  }

  /** The same rules for all. */
  public static <R> PerAgent<R> same(R rules) {
    return new PerAgent<>(rules, Map.of());
  }

  /** The rules of an agent; of somebody whose agent is not known yet, those for all others. */
  public R of(@Nullable String agent) {
    return agent == null ? others : named.getOrDefault(agent, others);
  }
}
