// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import dev.telltale.gateway.intake.GatewayMetrics;
import dev.telltale.gateway.intake.IntakeResult;
import dev.telltale.gateway.intake.OtherSignal;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import java.util.List;

/** Takes other signals and discards them, unread: some SDKs send all signals or none. */
final class Sink {
  private final GatewayMetrics metrics;

  Sink(GatewayMetrics metrics) {
    this.metrics = metrics;
  }

  /** What becomes of a signal over HTTP. All answers of success are the same: empty. */
  OtlpHttpService.Receiver over(OtherSignal signal) {
    return (ctx, request, format) ->
        request
            .subscribe()
            .thenApply(
                read -> {
                  metrics.discarded(signal);
                  return new IntakeResult.Accepted();
                });
  }

  /** The services for gRPC. */
  List<ServerServiceDefinition> definitions() {
    return List.of(
        definition(
            OtherSignal.LOGS,
            LogsServiceGrpc.SERVICE_NAME,
            LogsServiceGrpc.getExportMethod(),
            ExportLogsServiceResponse.getDefaultInstance()),
        definition(
            OtherSignal.METRICS,
            MetricsServiceGrpc.SERVICE_NAME,
            MetricsServiceGrpc.getExportMethod(),
            ExportMetricsServiceResponse.getDefaultInstance()));
  }

  private <R> ServerServiceDefinition definition(
      OtherSignal signal, String service, MethodDescriptor<?, R> export, R success) {
    return ServerServiceDefinition.builder(service)
        .addMethod(
            GrpcBody.method(export),
            ServerCalls.<GrpcBody, R>asyncUnaryCall(
                (body, client) -> {
                  metrics.discarded(signal);
                  client.onNext(success);
                  client.onCompleted();
                }))
        .build();
  }
}
