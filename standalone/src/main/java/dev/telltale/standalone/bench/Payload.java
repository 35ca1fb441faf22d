// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One request in each of its forms, made before anything is measured. */
final class Payload {
  private static final int GRPC_PREFIX = 5;

  private final byte[] protobuf;
  private final byte[] json;
  private final byte[] grpc;
  private final List<ProducerRecord<String, byte[]>> records;
  private final long recordBytes;

  /**
   * Keeps a request.
   *
   * @param records what the gateway makes of it
   */
  Payload(byte[] protobuf, byte[] json, List<ProducerRecord<String, byte[]>> records) {
    this.protobuf = protobuf;
    this.json = json;
    this.grpc =
        ByteBuffer.allocate(GRPC_PREFIX + protobuf.length)
            .put((byte) 0)
            .putInt(protobuf.length)
            .put(protobuf)
            .array();
    this.records = List.copyOf(records);
    this.recordBytes = records.stream().mapToLong(record -> record.value().length).sum();
  }

  int spans() {
    return records.size();
  }

  byte[] protobuf() {
    return protobuf;
  }

  byte[] json() {
    return json;
  }

  /** Protobuf behind the five bytes that gRPC puts before a message. */
  byte[] grpc() {
    return grpc;
  }

  List<ProducerRecord<String, byte[]>> records() {
    return records;
  }

  long recordBytes() {
    return recordBytes;
  }
}
