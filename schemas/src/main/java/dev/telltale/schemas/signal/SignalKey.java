// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.signal;

import dev.telltale.schemas.topic.KeyText;
import java.util.List;

/** A signal belongs to one agent of one project; its own name is a slug. */
public record SignalKey(String project, String agent, String signal) {
  /** Refuses empty parts, and a signal that is no slug. */
  public SignalKey {
    if (project.isEmpty() || agent.isEmpty()) {
      throw new IllegalArgumentException(
          "signal key: an empty part (expected: project, agent and signal)");
    }
    if (!KeyText.isSlug(signal)) {
      throw new IllegalArgumentException("signal: " + signal + " (expected: [a-z0-9._-]+)");
    }
  }

  /** The key of a definition. */
  public static SignalKey of(SignalDefinition definition) {
    return new SignalKey(definition.getProject(), definition.getAgent(), definition.getSignal());
  }

  /**
   * The key's text: project/agent/signal, each part percent-encoded. Sampling is salted with it
   * unless told otherwise.
   */
  public String text() {
    return KeyText.slug(project) + '/' + KeyText.slug(agent) + '/' + signal;
  }

  /** Reads {@link #text()} back. */
  public static SignalKey parse(String text) {
    List<String> parts = KeyText.parts(text, 3);
    return new SignalKey(parts.get(0), parts.get(1), parts.get(2));
  }
}
