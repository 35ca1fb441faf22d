// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.canary;

import dev.telltale.schemas.label.Label;
import java.time.Instant;

/**
 * Who made a signal's newest label.
 *
 * @param judge provider and model
 */
record JudgedBy(int version, String judge, Instant at) {
  static JudgedBy of(Label label) {
    return new JudgedBy(
        label.getVersion(),
        label.getJudgeProvider() + '/' + label.getJudgeModel(),
        label.getDecidedAt());
  }
}
