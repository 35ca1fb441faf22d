// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.intake;

/** Why a whole request is refused, and so what its sender can do about it. */
public enum Refusal {
  /** It cannot be read, or nothing in it is valid: never right, however often it is sent. */
  INVALID,
  /** Nobody knows who sent it. */
  UNAUTHENTICATED,
  /** Its sender may not. */
  FORBIDDEN,
  /** It is larger than allowed; in parts it may pass. */
  TOO_LARGE,
  /** It is of a kind that is not taken here. */
  UNSUPPORTED,
  /** It did not arrive in time. */
  TOO_SLOW,
  /** Its sender sends more than it may: send it again, later. */
  THROTTLED,
  /** It could not be stored now: send it again. */
  UNAVAILABLE
}
