// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.Optional;

/** Errors as {@code google.rpc.Status}, with the details that OTLP asks for. */
final class ErrorStatus {
  private static final String BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest";

  private ErrorStatus() {}

  /** The body of an error over HTTP. */
  static byte[] body(Code code, String message, BodyFormat format) {
    return format == BodyFormat.PROTOBUF
        ? status(code, message).build().toByteArray()
        : json(code, message).getBytes(UTF_8);
  }

  /** The details of an error over gRPC. */
  static byte[] details(Code code, String message, Optional<Duration> pause) {
    Status.Builder status = status(code, message);
    pause.ifPresent(wait -> status.addDetails(Any.pack(retryInfo(wait))));
    return status.build().toByteArray();
  }

  /** Text as JSON has it. */
  static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  private static Status.Builder status(Code code, String message) {
    Status.Builder status = Status.newBuilder().setCode(code.value()).setMessage(message);
    if (code == Code.INVALID_ARGUMENT) {
      FieldViolation violation = FieldViolation.newBuilder().setDescription(message).build();
      status.addDetails(Any.pack(BadRequest.newBuilder().addFieldViolations(violation).build()));
    }
    return status;
  }

  private static RetryInfo retryInfo(Duration pause) {
    return RetryInfo.newBuilder()
        .setRetryDelay(
            com.google.protobuf.Duration.newBuilder()
                .setSeconds(pause.getSeconds())
                .setNanos(pause.getNano()))
        .build();
  }

  private static String json(Code code, String message) {
    String details =
        code == Code.INVALID_ARGUMENT
            ? ",\"details\":[{\"@type\":\""
                + BAD_REQUEST
                + "\",\"fieldViolations\":[{\"description\":"
                + quoted(message)
                + "}]}]"
            : "";
    return "{\"code\":" + code.value() + ",\"message\":" + quoted(message) + details + "}";
  }
}
