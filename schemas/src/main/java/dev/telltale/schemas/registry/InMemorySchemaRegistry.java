// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.registry;

import dev.telltale.schemas.registry.RegistryException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;

/**
 * A registry that forgets on exit: the state behind the one that {@code standalone} serves, and the
 * registry of tests. A new schema has to read what every earlier one of its subject wrote
 * (Confluent's BACKWARD_TRANSITIVE).
 */
public final class InMemorySchemaRegistry implements SchemaRegistry {
  private final SchemaValidator backwardTransitive =
      new SchemaValidatorBuilder().canReadStrategy().validateAll();
  private final Map<Integer, Schema> schemas = new LinkedHashMap<>();
  private final Map<Schema, Integer> ids = new LinkedHashMap<>();
  private final Map<String, List<RegisteredSchema>> subjects = new TreeMap<>();

  @Override
  public synchronized int register(String subject, Schema schema) {
    RegisteredSchema registered = propose(subject, schema);
    restore(registered);
    return registered.id();
  }

  /**
   * What a schema is registered as, or would be: {@link #restore} makes it so.
   *
   * @throws RegistryException REFUSED when it could not read what an earlier schema of the subject
   *     wrote
   */
  public synchronized RegisteredSchema propose(String subject, Schema schema) {
    Optional<RegisteredSchema> known = find(subject, schema);
    if (known.isPresent()) {
      return known.get();
    }
    check(subject, schema);
    int id = ids.getOrDefault(schema, schemas.size() + 1);
    return new RegisteredSchema(subject, versions(subject).size() + 1, id, schema);
  }

  /**
   * Puts back what was registered in an earlier life; a version that is there already is left as it
   * is.
   */
  public synchronized void restore(RegisteredSchema registered) {
    List<RegisteredSchema> versions =
        subjects.computeIfAbsent(registered.subject(), s -> new ArrayList<>());
    if (versions.stream().noneMatch(version -> version.version() == registered.version())) {
      schemas.putIfAbsent(registered.id(), registered.schema());
      ids.putIfAbsent(registered.schema(), registered.id());
      versions.add(registered);
    }
  }

  /**
   * Looks whether a schema could be registered.
   *
   * @throws RegistryException REFUSED when it could not read what an earlier schema of the subject
   *     wrote
   */
  public synchronized void check(String subject, Schema schema) {
    List<Schema> earlier = new ArrayList<>();
    versions(subject).forEach(version -> earlier.add(0, version.schema()));
    try {
      backwardTransitive.validate(schema, earlier);
    } catch (SchemaValidationException e) {
      throw new RegistryException(
          Kind.REFUSED,
          "subject " + subject + ": the schema cannot read an earlier one: " + e.getMessage(),
          e);
    }
  }

  @Override
  public synchronized Schema byId(int id) {
    Schema schema = schemas.get(id);
    if (schema == null) {
      throw new RegistryException(
          Kind.UNKNOWN, "schema id " + id + " is not in the registry", null);
    }
    return schema;
  }

  @Override
  public synchronized Optional<RegisteredSchema> latest(String subject) {
    List<RegisteredSchema> versions = versions(subject);
    return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
  }

  /** The subject's version that holds exactly this schema, if there is one. */
  public synchronized Optional<RegisteredSchema> find(String subject, Schema schema) {
    return versions(subject).stream()
        .filter(version -> version.schema().equals(schema))
        .findFirst();
  }

  /** All versions of a subject, ascending; empty when there is no such subject. */
  public synchronized List<RegisteredSchema> versions(String subject) {
    return List.copyOf(subjects.getOrDefault(subject, List.of()));
  }

  /** All subjects, in alphabetical order. */
  public synchronized List<String> subjects() {
    return List.copyOf(subjects.keySet());
  }

  /** Everything that is registered under an id. */
  public synchronized List<RegisteredSchema> withId(int id) {
    return subjects.values().stream()
        .flatMap(List::stream)
        .filter(version -> version.id() == id)
        .toList();
  }
}
