// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import org.apache.kafka.clients.producer.Producer;

/** The transactional id that only one control plane has. */
interface WriterId {
  /** A producer that may take the id over. */
  Producer<String, byte[]> producer();

  /**
   * True while somebody has the id. Kafka forgets one that nobody has used for a week.
   *
   * @throws org.apache.kafka.common.KafkaException when Kafka does not say
   */
  boolean isTaken();
}
