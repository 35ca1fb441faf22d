// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.serde;

import dev.telltale.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/**
 * Reads any record by the schema that it was written with, for people who look at a topic. May be
 * used from any thread.
 */
public final class AnyRecord {
  private final SchemaRegistry registry;
  private final Map<Integer, GenericDatumReader<GenericRecord>> readers = new ConcurrentHashMap<>();

  /** Makes a reader; the registry is not asked yet. */
  public AnyRecord(SchemaRegistry registry) {
    this.registry = registry;
  }

  /**
   * Gives a record as JSON text: times as numbers, as they are stored.
   *
   * @throws UndecodableException when these bytes will never be readable
   */
  public String json(byte[] bytes) {
    GenericDatumReader<GenericRecord> reader =
        readers.computeIfAbsent(
            WireFormat.schemaId(bytes),
            id ->
                new GenericDatumReader<>(
                    Lookup.schema(registry, id), Lookup.schema(registry, id), new GenericData()));
    try {
      GenericRecord record =
          reader.read(
              null,
              DecoderFactory.get()
                  .binaryDecoder(
                      bytes,
                      WireFormat.HEADER_BYTES,
                      bytes.length - WireFormat.HEADER_BYTES,
                      null));
      return GenericData.get().toString(record);
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
      throw new UndecodableException("malformed", "the bytes do not fit their schema", e);
    }
  }
}
