// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.history;

import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.signal.SignalKey;
import java.time.Instant;
import java.util.function.Consumer;

/** Where verdicts stand. May be used from any thread. */
public interface LabelSource {
  /**
   * Gives the verdicts on a signal's targets, judges' and people's, in the order in which they were
   * written.
   *
   * @param from when the first that matters was written
   * @return how many records were read for it
   * @throws HistoryException when they cannot be read, or not in time
   */
  long each(SignalKey signal, Instant from, Consumer<Label> taker);
}
