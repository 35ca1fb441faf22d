// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.app;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.telltale.control.command.Apply;
import dev.telltale.control.command.DefinitionLog;
import dev.telltale.control.http.ControlApi;
import dev.telltale.control.manifest.AlertTimes;
import dev.telltale.control.manifest.ManifestReader;
import dev.telltale.control.manifest.Templates;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.SchemaRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role that keeps the definitions. One instance is in charge at a time: one that starts takes
 * over, and the one before ends with its next write. {@link #start()} and {@link #close()} belong
 * to one thread; the rest may be called from any.
 */
public final class ControlPlane implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(ControlPlane.class);

  private final ControlConfig config;
  private final Supplier<AccessKeys> keys;
  private final DefinitionLog log;
  private final MicrometerControlMetrics metrics;
  private final Server server;

  /**
   * Makes a control plane; nothing is read, written or listened to yet.
   *
   * @param keys the access keys as they are now; asked for every request
   * @param onFenced called once, on a thread of its own, when another has taken over or nothing can
   *     be written any more: the process should end, and may start again
   */
  public ControlPlane(
      ControlConfig config,
      KafkaConnection kafka,
      SchemaRegistry registry,
      Supplier<AccessKeys> keys,
      MeterRegistry meters,
      InstantSource time,
      Runnable onFenced) {
    this(
        config,
        DefinitionLog.in(
            kafka,
            registry,
            time,
            new DefinitionLog.Timeouts(config.startTimeout(), config.readBackTimeout()),
            onFenced),
        keys,
        meters,
        time);
  }

  ControlPlane(
      ControlConfig config,
      DefinitionLog log,
      Supplier<AccessKeys> keys,
      MeterRegistry meters,
      InstantSource time) {
    this.config = config;
    this.keys = keys;
    this.log = log;
    this.metrics = new MicrometerControlMetrics(meters);
    ManifestReader reader =
        new ManifestReader(Templates.bundled(), new AlertTimes(config.shortWindows()));
    Apply apply = new Apply(reader, config.llmConfigured(), log, time, metrics);
    ControlApi api =
        new ControlApi(apply, log::current, keys, config.anonymous(), isLoopback(config.bind()));
    this.server = server(config, api);
  }

  /**
   * Listens, takes over as the only writer, and reads the definitions to their end. Until then
   * every request is answered with 503. Has to be closed when it fails, too.
   *
   * @throws IllegalStateException when the port is in use, or would be open to everybody
   * @throws dev.telltale.control.command.DefinitionLogException when Kafka takes too long
   */
  public void start() {
    refuseOpenDoor();
    // The port comes first: who cannot have it must not take over from the one that has it.
    listen();
    log.start();
    metrics.show(log);
    LOGGER
        .atInfo()
        .addKeyValue("port", port())
        .addKeyValue("signals", log.current().signals().size())
        .addKeyValue("alerts", log.current().alerts().size())
        .log("control plane is ready");
  }

  /** The port it listens on, once it has started. */
  public int port() {
    return server.activeLocalPort();
  }

  /** False before it has started, and once it cannot write any more. */
  public boolean isHealthy() {
    return log.isHealthy();
  }

  @Override
  public void close() {
    server.stop().join();
    log.close();
  }

  private void listen() {
    try {
      server.start().join();
    } catch (CompletionException e) {
      if (isPortInUse(e)) {
        throw new IllegalStateException(
            "port " + config.port() + " is in use (choose another with --api-port)", e);
      }
      throw e;
    }
  }

  private void refuseOpenDoor() {
    if (!isLoopback(config.bind()) && !config.anonymous() && keys.get().isEmpty()) {
      throw new IllegalStateException(
          "bind: "
              + config.bind()
              + " can be reached by others, and there are no access keys (expected: keys, a loopback"
              + " address, or anonymous access switched on)");
    }
  }

  private static Server server(ControlConfig config, ControlApi api) {
    // Armeria's own meters, of its threads, would be there twice beside another server's.
    ServerBuilder builder =
        Server.builder()
            .http(new InetSocketAddress(config.bind(), config.port()))
            .meterRegistry(new CompositeMeterRegistry());
    api.addTo(builder);
    return builder.build();
  }

  private static boolean isLoopback(String bind) {
    try {
      return InetAddress.getByName(bind).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "bind: " + bind + " (expected: an address of this machine)", e);
    }
  }

  /** Each transport of Netty has an exception of its own for it. */
  private static boolean isPortInUse(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException && String.valueOf(cause.getMessage()).contains("in use")) {
        return true;
      }
    }
    return false;
  }
}
