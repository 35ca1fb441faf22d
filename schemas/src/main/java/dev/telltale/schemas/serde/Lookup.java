// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.serde;

import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.registry.RegistryException.Kind;
import dev.telltale.schemas.registry.SchemaRegistry;
import org.apache.avro.Schema;

/** The one place where an id that the registry does not know becomes an undecodable record. */
final class Lookup {
  private Lookup() {}

  static Schema schema(SchemaRegistry registry, int id) {
    try {
      return registry.byId(id);
    } catch (RegistryException e) {
      if (e.kind() == Kind.UNAVAILABLE) {
        throw e;
      }
      throw new UndecodableException(
          "unknown-schema", "schema id " + id + " is not in the registry", e);
    }
  }
}
