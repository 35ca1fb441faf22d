// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.publish;

/** Why a span that was accepted is not in Kafka. */
public enum PublishFailure {
  /** The record is larger than the topic allows; it always will be. */
  TOO_LARGE("too_large"),
  /** Kafka or the schema registry did not take it; the client sends it again. */
  UNAVAILABLE("unavailable");

  private final String label;

  PublishFailure(String label) {
    this.label = label;
  }

  /** The reason's name in metrics. */
  public String label() {
    return label;
  }
}
