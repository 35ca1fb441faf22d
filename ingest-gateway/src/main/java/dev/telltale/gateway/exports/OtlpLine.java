// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.exports;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A request as one line of OTLP's JSON form. It is protobuf's, but for the ids and for enums, which
 * are numbers.
 */
public final class OtlpLine {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace().printingEnumsAsInts();

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
              .build());

  private OtlpLine() {}

  /** The line, without its break. */
  public static String of(ExportTraceServiceRequest request) {
    try {
      JsonNode line = JSON.readTree(PRINTER.print(request));
      for (JsonNode ofResource : line.path("resourceSpans")) {
        for (JsonNode ofScope : ofResource.path("scopeSpans")) {
          ofScope.path("spans").forEach(OtlpLine::withHexIds);
        }
      }
      return JSON.writeValueAsString(line);
    } catch (InvalidProtocolBufferException | JsonProcessingException e) {
      throw new IllegalStateException("a request has no part that JSON cannot say", e);
    }
  }

  private static void withHexIds(JsonNode span) {
    for (String id : List.of("traceId", "spanId", "parentSpanId")) {
      if (span instanceof ObjectNode object && object.has(id)) {
        byte[] bytes = Base64.getDecoder().decode(object.path(id).asText());
        object.put(id, HexFormat.of().formatHex(bytes));
      }
    }
    span.path("links").forEach(OtlpLine::withHexIds);
  }
}
