// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.serde;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Avro 1.12.2 makes objects only of classes that somebody trusts by name. Whoever reads or writes
 * through this package trusts the catalogue's records; whoever builds records before that sets the
 * system property {@code org.apache.avro.SERIALIZABLE_PACKAGES} to {@code dev.telltale}.
 */
final class TrustedRecords {
  private static final String ROOT = "dev.telltale.";

  static {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith(ROOT)));
  }

  private TrustedRecords() {}

  /** Has its effect by being loaded. */
  static void load() {}
}
