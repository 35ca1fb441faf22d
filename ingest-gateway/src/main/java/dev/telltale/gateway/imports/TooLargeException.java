// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import java.io.IOException;

/** A file is larger than it may be, after inflating. */
final class TooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  TooLargeException(long maxBytes) {
    super("the body has more than " + maxBytes + " bytes after inflating");
  }
}
