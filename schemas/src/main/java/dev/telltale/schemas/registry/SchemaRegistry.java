// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.registry;

import java.util.Optional;
import org.apache.avro.Schema;

/** Where schemas have their ids. Implementations may be called from any thread. */
public interface SchemaRegistry {
  /**
   * Gives the schema's id under a subject, and makes one when the schema is new there.
   *
   * @throws RegistryException REFUSED when the subject's compatibility rules do not allow the
   *     schema; UNAVAILABLE when the registry cannot be reached or is not able to answer
   */
  int register(String subject, Schema schema);

  /**
   * Gives the schema of an id.
   *
   * @throws RegistryException UNKNOWN when there is none; UNAVAILABLE as above
   */
  Schema byId(int id);

  /**
   * Gives the newest schema of a subject; empty when the subject does not exist.
   *
   * @throws RegistryException UNAVAILABLE as above
   */
  Optional<RegisteredSchema> latest(String subject);
}
