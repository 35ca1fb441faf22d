// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.transfer;

/** An import came to a line from which it cannot go on; the message says where and why. */
public final class ImportStoppedException extends Exception {
  private static final long serialVersionUID = 1L;

  ImportStoppedException(String message) {
    super(message);
  }
}
