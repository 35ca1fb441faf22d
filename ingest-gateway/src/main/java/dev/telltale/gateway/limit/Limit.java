// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.limit;

/** What a span may have too much of. */
public enum Limit {
  /** Attributes were dropped. */
  ATTRIBUTES("attributes"),
  /** Events were dropped. */
  EVENTS("events"),
  /** Links were dropped. */
  LINKS("links"),
  /** A value was cut. */
  VALUE_BYTES("value_bytes"),
  /** A value was nested too deep, and what was too deep is gone. */
  DEPTH("depth"),
  /** Media gave way to their digest and size. */
  MEDIA("media");

  private final String label;

  Limit(String label) {
    this.label = label;
  }

  /** The reason's name in metrics. */
  public String label() {
    return label;
  }
}
