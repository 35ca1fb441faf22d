// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.bridge;

import dev.telltale.gateway.otlp.BodyFormat;
import dev.telltale.gateway.otlp.RefusedException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import org.jspecify.annotations.Nullable;

/** What a record's value is. */
public enum Encoding {
  /** Whatever it starts like: no header says what it is. */
  AUTO,
  /** The exporter's {@code otlp_proto}. */
  PROTOBUF,
  /** The exporter's {@code otlp_json}. */
  JSON;

  /** The tag of a request's only field, {@code resource_spans}. */
  private static final byte FIRST_FIELD = 0x0a;

  ExportTraceServiceRequest read(byte @Nullable [] value) throws UnreadableException {
    if (value == null || value.length == 0) {
      throw new UnreadableException(Fault.EMPTY);
    }
    return switch (this) {
      case PROTOBUF -> read(BodyFormat.PROTOBUF, value);
      case JSON -> read(BodyFormat.JSON, value);
      case AUTO -> sniff(value);
    };
  }

  /** The tag is a line feed too, with which a JSON text may begin: then both are tried. */
  private static ExportTraceServiceRequest sniff(byte[] value) throws UnreadableException {
    boolean json = firstVisible(value) == '{';
    if (value[0] != FIRST_FIELD) {
      if (!json) {
        throw new UnreadableException(Fault.UNKNOWN_ENCODING);
      }
      return read(BodyFormat.JSON, value);
    }
    try {
      return read(BodyFormat.PROTOBUF, value);
    } catch (UnreadableException e) {
      if (!json) {
        throw e;
      }
      return read(BodyFormat.JSON, value);
    }
  }

  private static ExportTraceServiceRequest read(BodyFormat format, byte[] value)
      throws UnreadableException {
    try {
      return format.read(value);
    } catch (RefusedException e) {
      throw new UnreadableException(Fault.MALFORMED);
    }
  }

  private static int firstVisible(byte[] value) {
    for (byte b : value) {
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return b;
      }
    }
    return -1;
  }
}
