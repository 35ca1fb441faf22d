// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;

/** Reads OTLP's own JSON form, as the wire has it. May be used from any thread. */
public interface OtlpDecoder {
  /**
   * Reads a request; names of fields may be in camelCase or snake_case.
   *
   * @throws UnreadableException when it is not one
   */
  ExportTraceServiceRequest read(byte[] json) throws UnreadableException;
}
