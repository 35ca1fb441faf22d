// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import dev.telltale.gateway.intake.IntakeResult.Refused;
import dev.telltale.gateway.intake.Refusal;

/** A request that is refused before the pipeline sees it. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Refusal refusal;

  RefusedException(Refusal refusal, String message) {
    super(message);
    this.refusal = refusal;
  }

  /** What its sender is told. */
  public Refused refused() {
    return new Refused(refusal, String.valueOf(getMessage()));
  }
}
