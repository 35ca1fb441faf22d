// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.canary;

import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.signal.SignalKey;
import java.util.Collection;
import java.util.Optional;

/** What is known of signals' labels. May be used from any thread. */
interface SeenLabels extends AutoCloseable {
  /**
   * Reads what has been written since the last time.
   *
   * @throws org.apache.kafka.common.KafkaException when Kafka cannot be reached
   */
  void catchUp();

  /** What people said of a signal's targets, the newest of each target. */
  Collection<Label> people(SignalKey signal);

  /** Who made the newest label of a signal that a judge made. */
  Optional<JudgedBy> newest(SignalKey signal);

  @Override
  void close();
}
