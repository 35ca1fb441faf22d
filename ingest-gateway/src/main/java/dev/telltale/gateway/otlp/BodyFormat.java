// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.MediaType;
import dev.telltale.gateway.intake.Refusal;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The two forms of a request: over HTTP, and wherever else one is kept. */
public enum BodyFormat {
  PROTOBUF,
  JSON;

  private static final MediaType X_PROTOBUF = MediaType.create("application", "x-protobuf");

  /** The format of a content type, parameters aside; nothing for any other type. */
  static Optional<BodyFormat> of(@Nullable MediaType contentType) {
    if (contentType == null) {
      return Optional.empty();
    }
    MediaType type = contentType.withoutParameters();
    if (type.is(X_PROTOBUF)) {
      return Optional.of(PROTOBUF);
    }
    return type.is(MediaType.JSON) ? Optional.of(JSON) : Optional.empty();
  }

  MediaType mediaType() {
    return this == PROTOBUF ? X_PROTOBUF : MediaType.JSON;
  }

  /**
   * Reads a request.
   *
   * @throws RefusedException INVALID when it is not one
   */
  public ExportTraceServiceRequest read(byte[] body) {
    if (this == JSON) {
      return OtlpJson.read(body);
    }
    return readProtobuf(body);
  }

  /** Reads a request in protobuf, as gRPC has it too. */
  static ExportTraceServiceRequest readProtobuf(byte[] body) {
    try {
      return ExportTraceServiceRequest.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      throw new RefusedException(
          Refusal.INVALID, "the body is not an OTLP trace request: " + e.getMessage());
    }
  }
}
