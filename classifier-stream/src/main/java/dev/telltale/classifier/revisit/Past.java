// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.classifier.dispatch.Target;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.signal.SignalScope;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The traces or sessions that have closed. May be used from any thread. */
interface Past {
  /** Where each partition ends now. */
  List<Long> ends(SignalScope scope);

  /**
   * Gives all that is picked of what stands before those ends, the most recent first, until it is
   * told to stop.
   */
  void all(
      Run run,
      SignalScope scope,
      List<Long> ends,
      Picking picking,
      BooleanSupplier stop,
      Consumer<Target> taker);
}
