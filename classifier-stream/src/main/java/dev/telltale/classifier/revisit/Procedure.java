// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.schemas.run.Run;
import java.util.function.Supplier;

/** How a kind of run is done. Called on a thread of its own; may take hours. */
interface Procedure {
  /**
   * Does a run to its end, which it writes, unless the wish is to leave.
   *
   * @param wish asked often
   * @throws RuntimeException when it cannot go on
   */
  void carryOut(Run run, RunAccount account, Supplier<Wish> wish);

  /** So many runs of the kind are done at a time, each on a thread; others wait. */
  default int atATime() {
    return 2;
  }
}
