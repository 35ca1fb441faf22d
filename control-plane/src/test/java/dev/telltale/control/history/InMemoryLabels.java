// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.history;

import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.signal.SignalKey;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Verdicts without a broker, each written when its target began. */
public final class InMemoryLabels implements LabelSource {
  public final List<Label> labels = new CopyOnWriteArrayList<>();

  /** As when Kafka cannot be reached. */
  public boolean broken;

  @Override
  public long each(SignalKey signal, Instant from, Consumer<Label> taker) {
    if (broken) {
      throw new HistoryException("labels cannot be read: no broker", null);
    }
    labels.stream()
        .filter(
            label ->
                new SignalKey(label.getProject(), label.getAgent(), label.getSignal())
                    .equals(signal))
        .filter(label -> !label.getTargetStart().isBefore(from))
        .forEach(taker);
    return labels.size();
  }
}
