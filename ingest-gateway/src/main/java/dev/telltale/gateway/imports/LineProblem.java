// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

/** Why a line was not taken, or not whole. */
public enum LineProblem {
  /** It is not one JSON value in UTF-8. */
  NOT_JSON("not_json"),
  /** It is longer than a line may be. */
  TOO_LONG("too_long"),
  /** It is JSON, of none of the shapes that are known. */
  UNKNOWN_SHAPE("unknown_shape"),
  /** A field that its shape needs is missing, or is not what it has to be. */
  FIELD("field"),
  /** Some of its spans were turned away, or all. */
  SPANS("spans"),
  /** The file ends before the line does, as compressed files do that were cut off. */
  CUT_OFF("cut_off");

  private final String label;

  LineProblem(String label) {
    this.label = label;
  }

  /** The reason's name in metrics. */
  public String label() {
    return label;
  }
}
