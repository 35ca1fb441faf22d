// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.telltale.gateway.admit.InFlight.Share;
import dev.telltale.gateway.intake.Intake;
import dev.telltale.gateway.intake.IntakeResult;
import dev.telltale.gateway.intake.IntakeResult.Refused;
import dev.telltale.gateway.intake.Refusal;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OTLP over gRPC. Requests are inflated and decoded here and not by the framework, which would do
 * it on its event loop and call a malformed one its own fault.
 */
final class OtlpGrpcService {
  private static final Logger LOGGER = LoggerFactory.getLogger(OtlpGrpcService.class);
  private static final String ENCODING = "grpc-encoding";

  private final Intake intake;
  private final RequestReader reader;
  private final Executor workers;

  OtlpGrpcService(Intake intake, RequestReader reader, Executor workers) {
    this.intake = intake;
    this.reader = reader;
    this.workers = workers;
  }

  ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder(TraceServiceGrpc.SERVICE_NAME)
        .addMethod(
            GrpcBody.method(TraceServiceGrpc.getExportMethod()),
            ServerCalls.asyncUnaryCall(this::export))
        .build();
  }

  /** Refuses what need not be read to be refused: unknown senders, unknown compressions. */
  ServerInterceptor headerCheck() {
    return new ServerInterceptor() {
      @Override
      public <Q, R> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Optional<Refused> refused = intake.refusal(presentedKey()).or(() -> encodingRefusal());
        if (refused.isEmpty()) {
          return next.startCall(call, headers);
        }
        call.close(Answers.grpc(refused.get()), Answers.trailers(refused.get()));
        return new ServerCall.Listener<>() {};
      }
    };
  }

  @SuppressWarnings("FutureReturnValueIgnored") // both outcomes are answered
  private void export(GrpcBody body, StreamObserver<ExportTraceServiceResponse> client) {
    Optional<String> key = presentedKey();
    Share share = BodyBudget.share(ServiceRequestContext.current());
    CompletableFuture<GrpcBody> arrived = new CompletableFuture<>();
    CompletableFuture<IntakeResult> result =
        arrived.thenComposeAsync(
            read -> reader.read(read.bytes(), read.isGzip(), BodyFormat.PROTOBUF, key, share),
            workers);
    if (share.keepUntil(result)) {
      result.whenComplete((taken, failure) -> answer(taken, failure, client));
      arrived.complete(body);
    }
  }

  private static void answer(
      @Nullable IntakeResult result,
      @Nullable Throwable failure,
      StreamObserver<ExportTraceServiceResponse> client) {
    if (result instanceof Refused refused) {
      client.onError(Answers.grpc(refused).asRuntimeException(Answers.trailers(refused)));
    } else if (result != null) {
      client.onNext(Answers.message(result));
      client.onCompleted();
    } else {
      client.onError(failure == null ? new IllegalStateException("no result") : failure);
    }
  }

  /** The status of a call that failed, whoever noticed it: this service, or the framework. */
  static Status status(
      RequestContext ctx, Status frameworks, Throwable failure, Metadata trailers) {
    Throwable cause = Exceptions.peel(failure);
    Refused refused = HttpErrors.refusal(cause);
    if (refused != null) {
      trailers.merge(Answers.trailers(refused));
      return Answers.grpc(refused);
    }
    if (frameworks.getCode() != Status.Code.UNKNOWN) {
      return frameworks; // it knows what happened
    }
    LOGGER.atError().setCause(cause).log("request failed");
    return Status.INTERNAL.withDescription("internal error");
  }

  private static Optional<Refused> encodingRefusal() {
    String encoding =
        ServiceRequestContext.current().request().headers().get(ENCODING, GrpcBody.IDENTITY);
    return encoding.equals(GrpcBody.IDENTITY) || encoding.equals(GrpcBody.GZIP)
        ? Optional.empty()
        : Optional.of(
            new Refused(
                Refusal.UNSUPPORTED,
                "message encoding: " + encoding + " (expected: gzip or identity)"));
  }

  private static Optional<String> presentedKey() {
    return Credentials.presented(ServiceRequestContext.current().request().headers());
  }
}
