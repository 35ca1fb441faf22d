// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.cors.CorsService;
import com.linecorp.armeria.server.cors.CorsServiceBuilder;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.GrpcServiceBuilder;
import dev.telltale.gateway.admit.InFlight;
import dev.telltale.gateway.intake.GatewayMetrics;
import dev.telltale.gateway.intake.Intake;
import dev.telltale.gateway.intake.OtherSignal;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** The OTLP endpoints of a server: the package's one door. */
public final class OtlpServices {
  /** OTLP's own, the one of a server behind a prefix, and the one that Langfuse's SDKs know. */
  private static final List<String> PREFIXES = List.of("", "/otlp", "/api/public/otel");

  private final Intake intake;
  private final GatewayMetrics metrics;
  private final Executor workers;
  private final InFlight inFlight;
  private final OtlpSettings settings;

  /**
   * Makes the endpoints.
   *
   * @param workers decode requests and give them to the intake; may block, and may refuse work,
   *     which is then answered as unavailable
   * @param inFlight bounds the requests that are being served
   */
  public OtlpServices(
      Intake intake,
      GatewayMetrics metrics,
      Executor workers,
      InFlight inFlight,
      OtlpSettings settings) {
    this.intake = intake;
    this.metrics = metrics;
    this.workers = workers;
    this.inFlight = inFlight;
    this.settings = settings;
  }

  /** Adds HTTP and gRPC, both on every port of the server, and the form of its errors. */
  public void addTo(ServerBuilder server) {
    RequestReader reader = new RequestReader(intake, workers, settings.maxInflatedBytes());
    Function<HttpService, HttpService> budget = BodyBudget.of(inFlight, settings.receiveTimeout());
    addHttp(
        server, "traces", new OtlpHttpService(intake, new TraceReceiver(reader, workers)), budget);
    OtlpGrpcService grpc = new OtlpGrpcService(intake, reader, workers);
    GrpcServiceBuilder services = GrpcService.builder().addService(grpc.definition());
    if (settings.sinkOtherSignals()) {
      Sink sink = new Sink(metrics);
      for (OtherSignal signal : OtherSignal.values()) {
        addHttp(server, signal.label(), new OtlpHttpService(intake, sink.over(signal)), budget);
      }
      sink.definitions().forEach(services::addService);
    }
    server
        .service(
            services
                .intercept(grpc.headerCheck())
                .exceptionHandler(OtlpGrpcService::status)
                .decompressorRegistry(GrpcBody.ENCODINGS)
                .maxRequestMessageLength(settings.maxInflatedBytes())
                // A call without a deadline of its own would have none at all.
                .useClientTimeoutHeader(false)
                .build(),
            budget)
        .decorator(new AnswerCounter(metrics))
        .errorHandler(new HttpErrors());
  }

  private void addHttp(
      ServerBuilder server,
      String signal,
      HttpService service,
      Function<HttpService, HttpService> budget) {
    HttpService bounded = service.decorate(budget);
    HttpService open = settings.allowedOrigins().isEmpty() ? bounded : bounded.decorate(cors());
    PREFIXES.forEach(prefix -> server.service(prefix + "/v1/" + signal, open));
  }

  /** What a page may send is not for us to know: SDKs have headers of their own. */
  private Function<? super HttpService, CorsService> cors() {
    CorsServiceBuilder cors =
        settings.allowedOrigins().contains("*")
            ? CorsService.builderForAnyOrigin()
            : CorsService.builder(settings.allowedOrigins());
    return cors.allowRequestMethods(HttpMethod.POST)
        .allowAllRequestHeaders(true)
        .exposeHeaders("retry-after")
        .newDecorator();
  }
}
