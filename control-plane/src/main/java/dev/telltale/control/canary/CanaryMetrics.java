// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.canary;

import dev.telltale.schemas.run.JudgeAgreement;
import dev.telltale.schemas.signal.SignalKey;
import java.util.Map;

/** Shows how far judges agree with people. */
public interface CanaryMetrics {
  /**
   * The newest agreement of each signal that is not archived; one that is not in it is shown no
   * more.
   */
  void show(Map<SignalKey, JudgeAgreement> agreements);
}
