// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.Outages;
import dev.telltale.schemas.topic.Ticks;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a record of the topic of labels says.
 *
 * @param label the verdict, if it is one
 * @param outage the provider that is out of reach, if it is the sign of that; else it is a tick
 */
record LabelRecord(String key, Optional<Label> label, Optional<String> outage) {
  /**
   * Reads one.
   *
   * @throws UnusableLabelException for one that says nothing
   */
  static LabelRecord of(String key, @Nullable Label label, Headers headers) {
    if (label != null) {
      check(key, label);
      return new LabelRecord(key, Optional.of(label), Optional.empty());
    }
    Optional<String> outage = Outages.provider(null, headers);
    if (outage.isEmpty() && !Ticks.isTick(null, headers)) {
      throw new UnusableLabelException("no-value", "no value (expected: a label or a tick)");
    }
    return new LabelRecord(key, Optional.empty(), outage);
  }

  private static void check(String key, Label label) {
    if (!isOf(label, key)) {
      throw new UnusableLabelException(
          "other-key", "key: " + key + " (expected: the key of the label's signal)");
    }
    if (label.getOutcome() == Outcome.LABELLED && label.getValue().isEmpty()) {
      throw new UnusableLabelException("no-label", "LABELLED (expected: with a value)");
    }
  }

  private static boolean isOf(Label label, String key) {
    try {
      return new SignalKey(label.getProject(), label.getAgent(), label.getSignal())
          .text()
          .equals(key);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
