// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.app;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.telltale.alert.backtest.Backtester;
import dev.telltale.control.canary.Canaries;
import dev.telltale.control.canary.CanaryMetrics;
import dev.telltale.control.command.Activation;
import dev.telltale.control.command.Commands;
import dev.telltale.control.command.DefinitionLog;
import dev.telltale.control.command.HeadMaker;
import dev.telltale.control.command.HumanLabels;
import dev.telltale.control.command.KafkaLabelWriter;
import dev.telltale.control.command.KeyRing;
import dev.telltale.control.command.LabelWriter;
import dev.telltale.control.history.Distributions;
import dev.telltale.control.history.KafkaLabelSource;
import dev.telltale.control.http.ControlApi;
import dev.telltale.control.manifest.AlertTimes;
import dev.telltale.control.run.KafkaRunLog;
import dev.telltale.control.run.Runs;
import dev.telltale.control.watch.Backtests;
import dev.telltale.control.watch.KafkaAlertLog;
import dev.telltale.control.watch.Watch;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.SchemaRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
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

  private static final Duration TRIAL_WAITS = Duration.ofSeconds(10);
  private static final Duration LABELS_READ_WITHIN = Duration.ofMinutes(2);
  private static final Duration TURN_WITHIN = Duration.ofMinutes(1);

  private final ControlConfig config;
  private final KeyRing keys;
  private final DefinitionLog log;
  private final LabelWriter labels;
  private final MicrometerControlMetrics metrics;
  private final ControlApi.Parts parts;
  private final Server server;

  /**
   * Makes a control plane; nothing is read, written or listened to yet.
   *
   * @param keys the keys of the operator's file as they are now, beside those of the topic; asked
   *     for every request
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
    this(config, kafka, registry, keys, meters, time, onFenced, Optional.empty(), HeadMaker.NONE);
  }

  /**
   * The same with what runs alerts over the past, which is not closed with the control plane, and
   * with what trains the offline judge.
   */
  public ControlPlane(
      ControlConfig config,
      KafkaConnection kafka,
      SchemaRegistry registry,
      Supplier<AccessKeys> keys,
      MeterRegistry meters,
      InstantSource time,
      Runnable onFenced,
      Optional<Backtester> backtester,
      HeadMaker maker) {
    this(
        config,
        DefinitionLog.in(
            kafka,
            registry,
            time,
            new DefinitionLog.Timeouts(config.startTimeout(), config.readBackTimeout()),
            onFenced),
        new KafkaLabelWriter(kafka, registry),
        keys,
        meters,
        time,
        maker,
        (log, metrics) -> {
          KafkaRunLog runs = new KafkaRunLog(kafka, registry, time);
          KafkaAlertLog alerts = new KafkaAlertLog(kafka, registry, time);
          Activation activation = new Activation(config.llmConfigured());
          Runs.Book book = new Runs.Book(log::current, log::signalsOffset);
          return new ControlApi.Parts(
              Optional.of(new Runs(runs, activation, book, ControlPlane::newId, time)),
              Optional.of(new Watch(alerts, ControlPlane::newId, time, TRIAL_WAITS)),
              new Backtests(backtester, time),
              Optional.of(
                  new Distributions(
                      new KafkaLabelSource(kafka, registry, LABELS_READ_WITHIN), TURN_WITHIN)),
              Optional.of(
                  Canaries.in(
                      kafka,
                      registry,
                      config.canaries(),
                      new Canaries.Logs(runs, alerts),
                      book,
                      activation,
                      ControlPlane::newId,
                      time,
                      metrics)),
              config.unsubscribeSecret());
        });
  }

  ControlPlane(
      ControlConfig config,
      DefinitionLog log,
      LabelWriter labels,
      Supplier<AccessKeys> keys,
      MeterRegistry meters,
      InstantSource time) {
    this(
        config,
        log,
        labels,
        keys,
        meters,
        time,
        HeadMaker.NONE,
        (any, ofCanaries) -> ControlApi.Parts.none(time));
  }

  private ControlPlane(
      ControlConfig config,
      DefinitionLog log,
      LabelWriter labels,
      Supplier<AccessKeys> keys,
      MeterRegistry meters,
      InstantSource time,
      HeadMaker maker,
      BiFunction<DefinitionLog, CanaryMetrics, ControlApi.Parts> parts) {
    this.config = config;
    this.log = log;
    this.labels = labels;
    this.metrics = new MicrometerControlMetrics(meters);
    this.parts = parts.apply(log, metrics);
    Commands commands =
        new Commands(
            log,
            new Commands.Rules(
                new AlertTimes(config.shortWindows()),
                config.llmConfigured(),
                run -> this.parts.runs().flatMap(runs -> runs.distilled(run)),
                maker),
            keys,
            time,
            new SecureRandom(),
            metrics);
    this.keys = commands.keys();
    ControlApi api =
        new ControlApi(
            commands,
            new HumanLabels(log::current, labels, time),
            config.anonymous(),
            isLoopback(config.bind()),
            this.parts);
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
    // The port comes first: who cannot have it must not take over from the one that has it.
    listen();
    log.start();
    parts.runs().ifPresent(Runs::start);
    parts.watch().ifPresent(Watch::start);
    parts.canaries().ifPresent(Canaries::start);
    refuseOpenDoor();
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

  /**
   * False once another has taken over or a part has ended for good; not while Kafka or the registry
   * is away.
   */
  public boolean isAlive() {
    return log.isAlive();
  }

  @Override
  public void close() {
    server.stop().join();
    parts.canaries().ifPresent(Canaries::close);
    parts.runs().ifPresent(Runs::close);
    parts.watch().ifPresent(Watch::close);
    log.close();
    labels.close();
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
    if (!isLoopback(config.bind()) && !config.anonymous() && keys.all().isEmpty()) {
      throw new IllegalStateException(
          "bind: "
              + config.bind()
              + " can be reached by others, and there are no access keys (expected: keys, a loopback"
              + " address, or anonymous access switched on)");
    }
  }

  private static String newId() {
    return UUID.randomUUID().toString();
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
