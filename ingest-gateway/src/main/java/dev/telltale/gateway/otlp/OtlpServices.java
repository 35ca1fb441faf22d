// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.telltale.gateway.intake.GatewayMetrics;
import dev.telltale.gateway.intake.Intake;
import java.util.concurrent.Executor;

/** The OTLP endpoints of a server: the package's one door. */
public final class OtlpServices {
  private static final String TRACES = "/v1/traces";

  private final Intake intake;
  private final GatewayMetrics metrics;
  private final Executor workers;
  private final int maxInflatedBytes;

  /**
   * Makes the endpoints.
   *
   * @param workers decode requests and give them to the intake; may block, and may refuse work,
   *     which is then answered as unavailable
   * @param maxInflatedBytes how large a request may be after inflating
   */
  public OtlpServices(
      Intake intake, GatewayMetrics metrics, Executor workers, int maxInflatedBytes) {
    this.intake = intake;
    this.metrics = metrics;
    this.workers = workers;
    this.maxInflatedBytes = maxInflatedBytes;
  }

  /** Adds HTTP and gRPC, both on every port of the server, and the form of its errors. */
  public void addTo(ServerBuilder server) {
    OtlpGrpcService grpc = new OtlpGrpcService(intake, workers);
    server
        .service(TRACES, new OtlpHttpService(intake, workers, maxInflatedBytes))
        .service(
            GrpcService.builder()
                .addService(grpc.definition())
                .intercept(grpc.keyCheck())
                .maxRequestMessageLength(maxInflatedBytes)
                .build())
        .decorator(new AnswerCounter(metrics))
        .errorHandler(new HttpErrors());
  }
}
