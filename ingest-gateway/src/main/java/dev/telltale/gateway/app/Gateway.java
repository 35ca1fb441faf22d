// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import dev.telltale.gateway.admit.Anonymous;
import dev.telltale.gateway.admit.Door;
import dev.telltale.gateway.admit.InFlight;
import dev.telltale.gateway.admit.Quota;
import dev.telltale.gateway.bridge.Bridge;
import dev.telltale.gateway.intake.GatewayMetrics;
import dev.telltale.gateway.intake.IngestPipeline;
import dev.telltale.gateway.intake.ProjectIntake;
import dev.telltale.gateway.intake.Shield;
import dev.telltale.gateway.limit.SpanLimits;
import dev.telltale.gateway.normalize.SpanNormalizer;
import dev.telltale.gateway.otlp.ImportService;
import dev.telltale.gateway.otlp.OtlpServices;
import dev.telltale.gateway.otlp.OtlpSettings;
import dev.telltale.gateway.publish.ProducerSettings;
import dev.telltale.gateway.publish.SpanPublisher;
import dev.telltale.gateway.redact.Redactor;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ingest gateway: OTLP over HTTP and gRPC in, canonical spans on their topic out. A client has
 * its answer when Kafka has its spans.
 *
 * <p>Starts once and closes once; the rest may be called from any thread.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Gateway.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final String topic;
  private final String scheme;
  private final Producer<String, byte[]> producer;
  private final ExecutorService workers;
  private final Listeners listeners;
  private final @Nullable Bridge bridge;
  private volatile boolean open;

  /**
   * Makes a gateway; it connects to Kafka but does not listen yet.
   *
   * @param keys asked for each request, so that it may follow a file that changes; must not block
   *     or fail
   * @throws GatewayStartException when others could reach it, there are no keys, and anonymous
   *     access is not switched on; or when a file for TLS cannot be used
   */
  public Gateway(
      GatewayConfig config,
      KafkaConnection kafka,
      SchemaRegistry registry,
      Supplier<AccessKeys> keys,
      MeterRegistry meters,
      InstantSource clock) {
    this(
        config,
        kafka.topicPrefix(),
        () -> new KafkaProducer<>(ProducerSettings.of(kafka)),
        registry,
        keys,
        meters,
        clock,
        intake ->
            BridgeClients.open(
                config.bridge(), kafka, intake, new MicrometerBridgeMetrics(meters)));
  }

  Gateway(
      GatewayConfig config,
      String topicPrefix,
      Supplier<Producer<String, byte[]>> producer,
      SchemaRegistry registry,
      Supplier<AccessKeys> keys,
      MeterRegistry meters,
      InstantSource clock,
      Function<ProjectIntake, Bridge> bridges) {
    InetAddress address = address(config);
    Optional<TlsIdentity> tls = TlsIdentity.of(config.tls());
    Door door = new Door(keys, anonymous(config, address, keys));
    BridgeClients.check(config.bridge(), topicPrefix);
    this.scheme = tls.isPresent() ? "https" : "http";
    this.topic = topicPrefix + Topics.SPANS.name();
    this.workers = workers(config);
    this.producer = producer.get();
    AdmissionConfig admission = config.admission();
    InFlight inFlight =
        new InFlight(
            admission.maxBytesInFlight(), admission.maxRequestsInFlight(), admission.patience());
    InFlightMeters.bind(inFlight, meters);
    Redactor redactor = new Redactor(config.redaction());
    GatewayMetrics metrics = new MicrometerGatewayMetrics(meters, redactor.rules());
    IngestPipeline pipeline =
        new IngestPipeline(
            door,
            new Quota(admission.spansPerSecond(), admission.requestsPerSecond(), System::nanoTime),
            config.maxSpansPerRequest(),
            new SpanNormalizer(config.prices()),
            new Shield(redactor, new SpanLimits(config.limits()), metrics),
            new SpanPublisher(
                this.producer, topic, new TopicSerdes(registry, topicPrefix).codec(Topics.SPANS)),
            metrics,
            clock);
    this.listeners =
        new Listeners(
            config,
            address,
            tls,
            new OtlpServices(
                pipeline,
                metrics,
                workers,
                inFlight,
                new OtlpSettings(
                    config.maxInflatedBytes(),
                    admission.receiveTimeout(),
                    config.endpoints().sinkOtherSignals(),
                    config.endpoints().allowedOrigins())),
            new ImportService(
                pipeline,
                new MicrometerImportMetrics(meters),
                clock,
                workers,
                inFlight,
                admission.receiveTimeout(),
                config.maxInflatedBytes()));
    this.bridge = config.bridge().isOn() ? bridges.apply(pipeline) : null;
  }

  /**
   * Starts to listen. A Kafka that is away does not keep it from that: clients are told to come
   * again.
   *
   * @throws GatewayStartException when a port is in use or cannot be listened on
   */
  public void start() {
    listeners.open();
    open = true;
    try {
      producer.partitionsFor(topic);
    } catch (KafkaException e) {
      LOGGER
          .atWarn()
          .addKeyValue("topic", topic)
          .addKeyValue("error", e.getMessage())
          .log("Kafka does not answer yet");
    }
    if (bridge != null) {
      bridge.start();
    }
  }

  /** The port that listens for HTTP; after {@link #start()} only. */
  public int httpPort() {
    return listeners.httpPort();
  }

  /** The port that listens for gRPC; after {@link #start()} only. */
  public int grpcPort() {
    return listeners.grpcPort();
  }

  /** The additional port that listens for HTTP; after {@link #start()}, if there is one. */
  public int extraHttpPort() {
    return listeners.extraHttpPort();
  }

  /** How its ports are addressed: {@code http}, or {@code https} with TLS. */
  public String scheme() {
    return scheme;
  }

  /** True while it listens, has a connection to Kafka, and reads what it is to read. */
  public boolean isHealthy() {
    return open && isConnected() && (bridge == null || bridge.isHealthy());
  }

  /** False once a part has ended that only a new process brings back; not while Kafka is away. */
  public boolean isAlive() {
    return bridge == null || !bridge.hasEnded();
  }

  /** Stops to listen, answers what is in flight, and sends what is left. Waits for all that. */
  @Override
  public void close() {
    open = false;
    listeners.close();
    if (bridge != null) {
      bridge.close();
    }
    workers.shutdown();
    producer.close(CLOSE_TIMEOUT);
  }

  /** Kafka's client counts those that it is still trying to make, so one must have been made. */
  private boolean isConnected() {
    return sum("connection-count") > 0 && sum("connection-creation-total") > 0;
  }

  private double sum(String name) {
    return producer.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals(name))
        .mapToDouble(metric -> ((Number) metric.getValue().metricValue()).doubleValue())
        .sum();
  }

  private static InetAddress address(GatewayConfig config) {
    try {
      return InetAddress.getByName(config.bindAddress());
    } catch (UnknownHostException e) {
      throw new GatewayStartException(
          "bind address " + config.bindAddress() + " is not known (expected: such as 127.0.0.1)",
          e);
    }
  }

  private static Anonymous anonymous(
      GatewayConfig config, InetAddress address, Supplier<AccessKeys> keys) {
    if (config.anonymous()) {
      return Anonymous.ALWAYS;
    }
    if (address.isLoopbackAddress()) {
      return Anonymous.WHILE_THERE_ARE_NO_KEYS;
    }
    if (keys.get().isEmpty()) {
      throw new GatewayStartException(
          "anyone who can reach "
              + config.bindAddress()
              + " could send spans (give access keys, or switch anonymous access on)");
    }
    return Anonymous.NEVER;
  }

  private static ExecutorService workers(GatewayConfig config) {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        config.workers(),
        config.workers(),
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(config.maxWaitingRequests()),
        task -> new Thread(task, "gateway-worker-" + number.incrementAndGet()));
  }
}
