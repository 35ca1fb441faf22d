// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.serde;

import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro records of one class to bytes and back. The schema is registered with the first write; any
 * schema that the class can read is read. May be used from any thread.
 *
 * @param <V> the class of the records
 */
public final class AvroCodec<V extends SpecificRecord> {
  static {
    TrustedRecords.load();
  }

  private final SchemaRegistry registry;
  private final String subject;
  private final Schema schema;
  private final SpecificData data;
  private final RecordWriter<V> writer;
  private final Map<Integer, SpecificDatumReader<V>> readers = new ConcurrentHashMap<>();

  /** Makes a codec; the registry is not asked yet. */
  public AvroCodec(SchemaRegistry registry, String subject, Class<V> type) {
    this.registry = registry;
    this.subject = subject;
    this.data = SpecificData.getForClass(type);
    this.schema = data.getSchema(type);
    this.writer = new RecordWriter<>(schema, data);
  }

  /**
   * Gives a record's bytes.
   *
   * @throws RegistryException when the schema cannot be registered
   */
  public byte[] encode(V value) {
    int schemaId = registry.register(subject, schema);
    Scratch scratch = Scratch.ofThisThread();
    try {
      WireFormat.writeHeader(scratch.out(), schemaId);
      writer.write(value, scratch.encoder());
      scratch.encoder().flush();
      return scratch.out().toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("an in-memory stream failed", e);
    } finally {
      scratch.clear();
    }
  }

  /**
   * Reads a record.
   *
   * @throws UndecodableException when these bytes will never be readable
   * @throws RegistryException UNAVAILABLE when the registry is needed and cannot be asked now
   */
  public V decode(byte[] bytes) {
    SpecificDatumReader<V> reader =
        readers.computeIfAbsent(WireFormat.schemaId(bytes), this::reader);
    BinaryDecoder decoder =
        DecoderFactory.get()
            .binaryDecoder(
                bytes, WireFormat.HEADER_BYTES, bytes.length - WireFormat.HEADER_BYTES, null);
    try {
      return reader.read(null, decoder);
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
      throw new UndecodableException("malformed", "the bytes do not fit their schema", e);
    }
  }

  private SpecificDatumReader<V> reader(int schemaId) {
    Schema written = Lookup.schema(registry, schemaId);
    if (SchemaCompatibility.checkReaderWriterCompatibility(schema, written).getType()
        != SchemaCompatibilityType.COMPATIBLE) {
      throw new UndecodableException(
          "other-schema",
          "written with " + written.getFullName() + ", read as " + schema.getFullName(),
          null);
    }
    return new SpecificDatumReader<>(written, schema, data);
  }
}
