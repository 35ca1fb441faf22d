// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.telltale.classifier.inspect.Inspection;
import dev.telltale.standalone.show.InspectService;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /metrics} for Prometheus, {@code /health} for whoever asks, on every role; {@code
 * /health/ready} says the same, {@code /health/live} whether a new process is needed; {@code
 * /inspect} where a classifier runs.
 */
final class OpsServer implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(OpsServer.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Vitals> roles = new ConcurrentHashMap<>();
  private final InspectService inspect = new InspectService();
  private final PrometheusMeterRegistry meters;
  private final Server server;
  private volatile boolean started;

  /**
   * Starts to listen; health says {@code starting} until {@link #started()}.
   *
   * @param more adds services of other kinds, such as the embedded registry
   * @throws IllegalStateException when the port is in use
   */
  OpsServer(String bind, int port, PrometheusMeterRegistry meters, Consumer<ServerBuilder> more) {
    this.meters = meters;
    ServerBuilder builder =
        Server.builder()
            .http(new InetSocketAddress(bind, port))
            .unloggedExceptionsReportInterval(Duration.ZERO)
            // The server's own meters are nobody's, and would clash with those of the other servers
            // of a process.
            .meterRegistry(new CompositeMeterRegistry())
            .service(
                "/metrics",
                (context, request) ->
                    metrics(meters, request.headers().get(HttpHeaderNames.ACCEPT)))
            .service("/health", (context, request) -> ready())
            .service("/health/ready", (context, request) -> ready())
            .service("/health/live", (context, request) -> health("up", Vitals::alive))
            .annotatedService("/inspect", inspect);
    more.accept(builder);
    this.server = builder.build();
    try {
      server.start().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof BindException) {
        throw new IllegalStateException(
            "port " + port + " is in use (choose another with --metrics-port)", e);
      }
      throw e;
    }
  }

  /** Adds a role to what health tells. */
  void watch(String role, Vitals vitals) {
    roles.put(role, vitals);
    Gauge.builder("telltale.role.healthy", () -> vitals.ready().getAsBoolean() ? 1 : 0)
        .tag("role", role)
        .register(meters);
  }

  /** Serves what a classifier of this process assembles. */
  void inspect(Inspection classifier) {
    inspect.attach(classifier);
  }

  /** Everything that belongs to this process is running. */
  void started() {
    started = true;
  }

  int port() {
    return server.activeLocalPort();
  }

  /**
   * Takes no new request from now on. Does not wait: the server's threads take two seconds to end,
   * and nothing needs that.
   */
  @Override
  public void close() {
    var unused =
        server
            .closeAsync()
            .exceptionally(
                failure -> {
                  LOGGER.warn("The metrics port did not close in order", failure);
                  return null;
                });
  }

  private static HttpResponse metrics(
      PrometheusMeterRegistry meters, @org.jspecify.annotations.Nullable String accept) {
    boolean open = accept != null && accept.contains("application/openmetrics-text");
    String type =
        open
            ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
            : "text/plain; version=0.0.4; charset=utf-8";
    return HttpResponse.of(HttpStatus.OK, MediaType.parse(type), meters.scrape(type));
  }

  private HttpResponse ready() {
    return health(started ? "up" : "starting", Vitals::ready);
  }

  /** 200 when it is up and every role says so. */
  private HttpResponse health(String whenAllAre, Function<Vitals, BooleanSupplier> asked) {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode states = JSON.createObjectNode();
    boolean up = true;
    for (Map.Entry<String, Vitals> role : new TreeMap<>(roles).entrySet()) {
      boolean yes = asked.apply(role.getValue()).getAsBoolean();
      states.put(role.getKey(), yes ? "up" : "down");
      up &= yes;
    }
    String told = up || !whenAllAre.equals("up") ? whenAllAre : "down";
    body.put("status", told);
    body.set("roles", states);
    HttpStatus status = told.equals("up") ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE;
    return HttpResponse.of(status, MediaType.JSON_UTF_8, body.toString());
  }
}
