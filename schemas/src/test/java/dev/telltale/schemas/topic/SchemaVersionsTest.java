// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each record of the catalogue against every version of it that was ever committed. A change of a
 * record is committed with its next version: {@code mvn -pl schemas test -Dtelltale.schemas.record}
 * writes it.
 */
class SchemaVersionsTest {
  private static final Path VERSIONS =
      Path.of(System.getProperty("telltale.root", "..")).resolve("schemas/versions");

  @TestFactory
  Stream<DynamicTest> everyRecordReadsWhatEveryCommittedVersionWrote() {
    return records()
        .map(
            record ->
                DynamicTest.dynamicTest(record.getName(), () -> readsItsCommittedVersions(record)));
  }

  @Test
  void aRecordThatCouldNotReadItsEarlierVersionIsRefused() throws IOException {
    InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    registry.register("fixture", resource("/refused/1.avsc"));

    assertThatThrownBy(() -> registry.register("fixture", resource("/refused/2.avsc")))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("cannot read an earlier one");
  }

  @Test
  void aRecordThatReadsItsLastVersionButNotAnOlderOneIsRefused() throws IOException {
    InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    registry.register("fixture", resource("/refused/1.avsc"));
    registry.register("fixture", resource("/refused/1-with-default.avsc"));

    assertThatThrownBy(() -> registry.register("fixture", resource("/refused/3.avsc")))
        .isInstanceOf(RegistryException.class);
  }

  private static Stream<Schema> records() {
    return Topics.all().stream()
        .filter(Topic::isAvro)
        .<Schema>map(topic -> SpecificData.get().getSchema(topic.record()))
        .distinct();
  }

  private static void readsItsCommittedVersions(Schema record) throws IOException {
    Path folder = VERSIONS.resolve(record.getName());
    List<Schema> committed = committed(folder);
    if (System.getProperty("telltale.schemas.record") != null
        && (committed.isEmpty() || !committed.get(committed.size() - 1).equals(record))) {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve((committed.size() + 1) + ".avsc"),
          org.apache.avro.SchemaFormatter.format("json/pretty", record) + "\n");
      committed = committed(folder);
    }

    InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    committed.forEach(version -> registry.register(record.getName(), version));
    registry.check(record.getName(), record);
    assertThat(committed)
        .as(
            "schemas/versions/%s: the last version is this record (see this test's description)",
            record.getName())
        .last()
        .isEqualTo(record);
  }

  private static List<Schema> committed(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    TreeMap<Integer, Schema> versions = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        int version = Integer.parseInt(file.getFileName().toString().replace(".avsc", ""));
        versions.put(version, new Schema.Parser().parse(Files.readString(file)));
      }
    }
    return new ArrayList<>(versions.values());
  }

  private static Schema resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(SchemaVersionsTest.class.getResourceAsStream(name))) {
      return new Schema.Parser().parse(in);
    }
  }
}
