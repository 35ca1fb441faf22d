// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerPort;
import dev.telltale.gateway.otlp.ImportService;
import dev.telltale.gateway.otlp.OtlpServices;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** The server with its ports. */
final class Listeners {
  /**
   * From the last byte of a body to its answer: longer than it waits for room and the producer
   * tries, so that the answer is the producer's.
   */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);

  /** A connection is closed when no whole request head comes in so many receive timeouts. */
  private static final int IDLE_TIMEOUTS = 3;

  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_CONNECTIONS = 10_000;

  private static final Duration QUIET = Duration.ofMillis(100);
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final GatewayConfig config;
  private final InetAddress address;
  private final Server server;
  private volatile List<Integer> ports = List.of();

  Listeners(
      GatewayConfig config,
      InetAddress address,
      Optional<TlsIdentity> tls,
      OtlpServices otlp,
      ImportService imports) {
    this.config = config;
    this.address = address;
    ServerBuilder builder =
        Server.builder()
            .port(port(config.httpPort()))
            .port(port(config.grpcPort()))
            .maxRequestLength(config.maxRequestBytes())
            .requestTimeout(config.admission().receiveTimeout().plus(ANSWER_TIMEOUT))
            .idleTimeout(config.admission().receiveTimeout().multipliedBy(IDLE_TIMEOUTS))
            .http1MaxHeaderSize(MAX_HEADER_BYTES)
            .http2MaxHeaderListSize(MAX_HEADER_BYTES)
            .maxNumConnections(MAX_CONNECTIONS)
            .gracefulShutdownTimeout(QUIET, DRAIN)
            .unloggedExceptionsReportInterval(Duration.ZERO)
            // The server's own meters are nobody's, and would clash with those of other servers of
            // a process.
            .meterRegistry(new CompositeMeterRegistry())
            .disableServerHeader();
    config.endpoints().extraHttpPort().ifPresent(extra -> builder.port(port(extra)));
    tls.ifPresent(identity -> identity.addTo(builder));
    otlp.addTo(builder);
    imports.addTo(builder);
    this.server = builder.build();
  }

  void open() {
    try {
      server.start().join();
      ports = active();
    } catch (CompletionException e) {
      throw explained(e);
    }
  }

  /** Takes no new connection, answers what is in flight. */
  void close() {
    server.stop().join();
  }

  int httpPort() {
    return ports.get(0);
  }

  int grpcPort() {
    return ports.get(1);
  }

  int extraHttpPort() {
    return ports.get(2);
  }

  private ServerPort port(int number) {
    return new ServerPort(
        new InetSocketAddress(address, number),
        config.tls().isOn() ? SessionProtocol.HTTPS : SessionProtocol.HTTP);
  }

  /** The server keeps them in the order in which they were added. */
  private List<Integer> active() {
    List<Integer> ports = new ArrayList<>();
    for (ServerPort port : server.activePorts().values()) {
      ports.add(port.localAddress().getPort());
    }
    return ports;
  }

  /** The server does not say which of its ports it failed at. */
  private GatewayStartException explained(CompletionException failure) {
    if (isTaken(config.httpPort())) {
      return taken(config.httpPort(), "--http-port", failure);
    }
    if (isTaken(config.grpcPort())) {
      return taken(config.grpcPort(), "--grpc-port", failure);
    }
    if (config.endpoints().extraHttpPort().stream().anyMatch(this::isTaken)) {
      return taken(
          config.endpoints().extraHttpPort().getAsInt(), "gateway.extra-http-port", failure);
    }
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return new GatewayStartException(
        "cannot listen on " + config.bindAddress() + ": " + cause.getMessage(), failure);
  }

  private static GatewayStartException taken(int port, String option, Throwable cause) {
    return new GatewayStartException(
        "port " + port + " is in use (choose another with " + option + ")", cause);
  }

  private boolean isTaken(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(address, port));
      return false;
    } catch (BindException e) {
      return String.valueOf(e.getMessage()).contains("in use");
    } catch (IOException e) {
      return false;
    }
  }
}
