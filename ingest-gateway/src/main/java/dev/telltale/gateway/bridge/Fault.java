// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.bridge;

/** Why a record goes to the dead letters. */
public enum Fault {
  /** It has no value. */
  EMPTY("empty"),
  /** It starts like neither of the two encodings. */
  UNKNOWN_ENCODING("unknown-encoding"),
  /** It is no OTLP trace request. */
  MALFORMED("malformed"),
  /** It could be read, and no span is in it: it was something else. */
  NO_SPANS("no-spans"),
  /** It was refused as a whole: no span is valid, or there are too many. */
  REFUSED("refused"),
  /** Something broke over it. */
  INTERNAL("internal");

  private final String label;

  Fault(String label) {
    this.label = label;
  }

  /** The word for it, in headers and metrics. */
  public String label() {
    return label;
  }
}
