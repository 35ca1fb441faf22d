// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.schemas.run.JudgeAgreement;
import dev.telltale.schemas.signal.OfflineReads;
import dev.telltale.schemas.signal.SignalKey;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The heads that runs have distilled. May be asked from any thread. */
@FunctionalInterface
public interface DistilledHeads {
  /** Nobody distils anything. */
  DistilledHeads NONE = run -> Optional.empty();

  /** The head of a run; empty when there is no such run, or it has not come to a head. */
  Optional<Distilled> of(String runId);

  /**
   * A head.
   *
   * @param version of the signal whose outcomes it knows
   * @param agreement on the labels that were held out
   */
  record Distilled(
      SignalKey signal,
      int version,
      OfflineReads reads,
      ByteBuffer head,
      JudgeAgreement agreement) {}
}
