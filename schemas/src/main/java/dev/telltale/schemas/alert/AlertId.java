// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.alert;

import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.KeyText;
import java.util.List;

/** An alert watches one signal; its own name is a slug. */
public record AlertId(SignalKey signal, String alert) {
  /** Refuses an alert that is no slug. */
  public AlertId {
    if (!KeyText.isSlug(alert)) {
      throw new IllegalArgumentException("alert: " + alert + " (expected: [a-z0-9._-]+)");
    }
  }

  /** The id of a rule. */
  public static AlertId of(AlertRule rule) {
    return new AlertId(
        new SignalKey(rule.getProject(), rule.getAgent(), rule.getSignal()), rule.getAlert());
  }

  /** The id's text: project/agent/signal/alert, each part percent-encoded. */
  public String text() {
    return signal.text() + '/' + alert;
  }

  /** Reads {@link #text()} back. */
  public static AlertId parse(String text) {
    List<String> parts = KeyText.parts(text, 4);
    return new AlertId(new SignalKey(parts.get(0), parts.get(1), parts.get(2)), parts.get(3));
  }
}
