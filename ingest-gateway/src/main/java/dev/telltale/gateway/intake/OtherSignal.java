// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.intake;

/** What clients send beside spans, and the gateway does not keep. */
public enum OtherSignal {
  LOGS("logs"),
  METRICS("metrics");

  private final String label;

  OtherSignal(String label) {
    this.label = label;
  }

  /** The signal's name in paths and in metrics. */
  public String label() {
    return label;
  }
}
