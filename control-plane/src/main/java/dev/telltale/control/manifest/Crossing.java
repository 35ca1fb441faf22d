// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import org.jspecify.annotations.Nullable;

/**
 * The line that a metric crosses, and the one behind which it has recovered.
 *
 * @param operator which side is bad; null when nobody said so: then both numbers are as they were
 *     written
 * @param threshold a level; or a change, negative for a fall
 * @param recovery in the same unit; null for the threshold itself
 */
public record Crossing(@Nullable Operator operator, double threshold, @Nullable Double recovery) {

  /** With a direction: what was written of a fall is a negative change. */
  public Crossing toward(Operator direction, Comparison comparison) {
    double sign = comparison != Comparison.ABSOLUTE && direction == Operator.AT_OR_BELOW ? -1 : 1;
    return new Crossing(
        direction, sign * threshold, recovery == null ? null : Double.valueOf(sign * recovery));
  }

  /** False when it would recover while it is bad. */
  public boolean isRecoveryGood() {
    return recovery == null
        || (operator == Operator.AT_OR_ABOVE ? recovery < threshold : recovery > threshold);
  }
}
