// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.bridge;

/** A record that will never be readable. */
final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;
  private final Fault fault;

  UnreadableException(Fault fault) {
    super(fault.label());
    this.fault = fault;
  }

  Fault fault() {
    return fault;
  }
}
