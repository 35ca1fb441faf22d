// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

/** Why a span is in late-spans and not in its trace. */
public enum LateReason {
  /** It came after its trace's last revision. */
  CLOSED,
  /** Its trace had no room for it. */
  CAP,
  /** It was in its trace, until the caps made it go for a later one. */
  REPLACED,
  /** The trace's record would have been too large for its topic. */
  RECORD;

  /** The header of late-spans that tells the reason, as its name in small letters. */
  public static final String HEADER = "telltale-late-reason";
}
