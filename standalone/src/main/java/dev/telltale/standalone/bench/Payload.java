// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench;

import java.util.List;

/**
 * One request in each of its forms, made before anything is measured.
 *
 * @param spans how many spans it has
 * @param protobuf OTLP in protobuf
 * @param json OTLP in JSON
 * @param grpc protobuf with the five bytes that gRPC puts before a message
 * @param records what the gateway makes of it, for the bare producer
 */
record Payload(int spans, byte[] protobuf, byte[] json, byte[] grpc, List<KeyedBytes> records) {
  /** A record's key and Avro bytes. */
  record KeyedBytes(String key, byte[] value) {}

  long recordBytes() {
    return records.stream().mapToLong(record -> record.value().length).sum();
  }
}
