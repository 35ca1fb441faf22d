// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.registry;

import java.time.Instant;

/** Where the signals come from. Called from stream and worker threads; a call may wait. */
public interface SignalCatalog {
  /**
   * The signals, with every change that has an effect on a target closed at that time.
   *
   * @throws StaleSignalsException when the definitions could not be read so far in time
   */
  Signals asOf(Instant closed);

  /**
   * The signals, with everything before that offset of the definitions' log.
   *
   * @throws StaleSignalsException when the definitions could not be read so far in time
   */
  Signals upTo(long offset);
}
