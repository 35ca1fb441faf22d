// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.telltale.gateway.intake.Intake;
import dev.telltale.gateway.intake.IntakeResult;
import dev.telltale.gateway.intake.IntakeResult.Refused;
import dev.telltale.gateway.intake.Refusal;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OTLP over gRPC. Requests are decoded here and not by the framework, which would do it on its
 * event loop and call a malformed one its own fault.
 */
final class OtlpGrpcService {
  private static final Logger LOGGER = LoggerFactory.getLogger(OtlpGrpcService.class);

  private final Intake intake;
  private final Executor workers;

  OtlpGrpcService(Intake intake, Executor workers) {
    this.intake = intake;
    this.workers = workers;
  }

  ServerServiceDefinition definition() {
    MethodDescriptor<byte[], ExportTraceServiceResponse> export =
        TraceServiceGrpc.getExportMethod().toBuilder(
                new Bytes(), TraceServiceGrpc.getExportMethod().getResponseMarshaller())
            .build();
    return ServerServiceDefinition.builder(TraceServiceGrpc.SERVICE_NAME)
        .addMethod(export, ServerCalls.asyncUnaryCall(this::export))
        .build();
  }

  /** Refuses a sender before its message is read. */
  ServerInterceptor keyCheck() {
    return new ServerInterceptor() {
      @Override
      public <Q, R> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Optional<Refused> refused = intake.refusal(presentedKey());
        if (refused.isEmpty()) {
          return next.startCall(call, headers);
        }
        call.close(Answers.grpc(refused.get()), new Metadata());
        return new ServerCall.Listener<>() {};
      }
    };
  }

  private void export(byte[] body, StreamObserver<ExportTraceServiceResponse> client) {
    Optional<String> key = presentedKey();
    try {
      workers.execute(() -> take(body, key, client));
    } catch (RejectedExecutionException e) {
      answer(new Refused(Refusal.UNAVAILABLE, "the gateway is busy; send it again"), null, client);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // both outcomes are answered
  private void take(
      byte[] body, Optional<String> key, StreamObserver<ExportTraceServiceResponse> client) {
    try {
      intake
          .take(BodyFormat.readProtobuf(body), key)
          .whenComplete((result, failure) -> answer(result, failure, client));
    } catch (RuntimeException e) {
      answer(null, e, client);
    }
  }

  private static void answer(
      @Nullable IntakeResult result,
      @Nullable Throwable failure,
      StreamObserver<ExportTraceServiceResponse> client) {
    if (result instanceof Refused refused) {
      client.onError(Answers.grpc(refused).asRuntimeException());
    } else if (result != null) {
      client.onNext(Answers.message(result));
      client.onCompleted();
    } else {
      client.onError(status(failure).asRuntimeException());
    }
  }

  private static Status status(@Nullable Throwable failure) {
    Throwable cause = failure == null ? null : Exceptions.peel(failure);
    if (cause instanceof RefusedException refused) {
      return Answers.grpc(refused.refused());
    }
    LOGGER.atError().setCause(cause).log("request failed");
    return Status.INTERNAL.withDescription("internal error");
  }

  private static Optional<String> presentedKey() {
    return Credentials.presented(ServiceRequestContext.current().request().headers());
  }

  /** A message as it came over the wire, inflated. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
