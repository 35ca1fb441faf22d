// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.schemas.label.Label;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** The labels of one signal, as they were written and as they come. One thread at a time. */
interface LabelStream extends AutoCloseable {
  /** Takes a label, and when the log got it. */
  interface Taker {
    /** Called in the order of the log. */
    void take(Label label, Instant written);
  }

  /**
   * Gives those that are there, until all were given or it is told to stop.
   *
   * @throws org.apache.kafka.common.KafkaException when Kafka cannot be reached, or falls silent
   */
  void soFar(Taker taker, BooleanSupplier stop);

  /** Gives those that have come since; waits so long for the first. */
  void next(Taker taker, Duration patience);

  @Override
  void close();
}
