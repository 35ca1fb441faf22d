// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.bridge;

/**
 * What the bridge counts; its spans are among the gateway's too. With nothing in flight read =
 * stored + dead letters. A record that is read again after a restart is counted again.
 */
public interface BridgeMetrics {
  /** A record was read. */
  void read();

  /**
   * Every span of a record is stored but those that never will be.
   *
   * @param spans how many are stored
   * @param rejected how many were turned away by a rule, or are too large
   */
  void stored(int spans, int rejected);

  /** A record is among the dead letters. */
  void deadLetter(Fault fault);

  /** A record could not be stored, or buried, now; it waits for the next attempt. */
  void postponed();

  /** Reading broke and starts again from the last commit. */
  void restarted();

  /** How many records of this instance's partitions are not done, as far as it knows. */
  void lag(long records);
}
