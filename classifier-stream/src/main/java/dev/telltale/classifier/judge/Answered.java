// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import java.time.Instant;
import java.util.Set;

/**
 * Which questions have a verdict already. What a worker is assigned it may have to read again; this
 * spares the calls whose verdicts are written.
 */
public interface Answered {
  /**
   * The questions with a verdict written since then: the verdict's id, and for a run's the run's
   * before it. May take seconds. A live one that was skipped is not among them: to skip it again
   * costs nothing.
   */
  Set<String> since(Instant from);
}
