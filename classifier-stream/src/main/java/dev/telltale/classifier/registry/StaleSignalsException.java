// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.registry;

/**
 * The definitions could not be read up to where they are needed. What needs them is done again
 * later.
 */
public final class StaleSignalsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes one. */
  public StaleSignalsException(String message) {
    super(message);
  }
}
