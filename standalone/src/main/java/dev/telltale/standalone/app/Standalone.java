// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.alert.app.Alerts;
import dev.telltale.alert.backtest.KafkaBacktester;
import dev.telltale.classifier.app.Classifier;
import dev.telltale.classifier.app.JudgeRole;
import dev.telltale.classifier.judge.offline.BgeSmallEmbedder;
import dev.telltale.classifier.judge.offline.Embedder;
import dev.telltale.control.app.ControlPlane;
import dev.telltale.gateway.app.Gateway;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.standalone.config.ConfigException;
import dev.telltale.standalone.config.RoleSettings;
import dev.telltale.standalone.config.TelltaleConfig;
import dev.telltale.standalone.kafka.EmbeddedKafka;
import dev.telltale.standalone.registry.RegistryService;
import dev.telltale.standalone.registry.SchemaLog;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All roles in one process, on a Kafka of its own whose folder outlives it. */
public final class Standalone implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Standalone.class);
  private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(30);

  private final Closing closing = new Closing();
  private final TelltaleConfig config;
  private final InstantSource time;
  private @Nullable Parts parts;

  /** What runs, for those who ask for addresses. */
  private record Parts(
      EmbeddedKafka kafka,
      OpsServer ops,
      ControlPlane control,
      Gateway gateway,
      Classifier classifier) {}

  private Standalone(TelltaleConfig config, InstantSource time) {
    this.config = config;
    this.time = time;
  }

  /**
   * Starts everything; returns when all of it listens.
   *
   * @param dir where Kafka and the roles keep their data; made if it is not there
   * @param kafkaPort of the embedded broker; 0 for any free one
   * @param console where alerts of the console channel are printed
   * @throws IllegalStateException with one line that says what is in the way, such as a port in
   *     use; nothing runs then
   */
  public static Standalone start(
      Path dir, int kafkaPort, TelltaleConfig config, InstantSource time, PrintStream console) {
    Standalone standalone = new Standalone(config, time);
    try {
      standalone.open(dir, kafkaPort, console);
      return standalone;
    } catch (IOException e) {
      standalone.close();
      throw new IllegalStateException("folder " + dir + " cannot be used: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      standalone.close();
      throw e;
    }
  }

  /** How to reach the embedded Kafka. */
  public KafkaConnection kafka() {
    return connection(parts().kafka);
  }

  /** How to reach the embedded schema registry. */
  public URI registry() {
    return URI.create("http://127.0.0.1:" + parts().ops.port() + "/registry");
  }

  /** Where OTLP over HTTP is taken, without the path. */
  public URI otlpHttp() {
    return URI.create(parts().gateway.scheme() + "://127.0.0.1:" + parts().gateway.httpPort());
  }

  /** Where OTLP over gRPC is taken. */
  public URI otlpGrpc() {
    return URI.create(parts().gateway.scheme() + "://127.0.0.1:" + parts().gateway.grpcPort());
  }

  /** Where the API is. */
  public URI api() {
    return URI.create("http://127.0.0.1:" + parts().control.port());
  }

  /** Where {@code /metrics} and {@code /health} are. */
  public URI metrics() {
    return URI.create("http://127.0.0.1:" + parts().ops.port());
  }

  /** True once every partition is being read. */
  public boolean isReady() {
    return parts().classifier.isReady();
  }

  /** Stops everything, what takes spans first and Kafka last. */
  @Override
  public void close() {
    closing.close();
  }

  private void open(Path dir, int kafkaPort, PrintStream console) throws IOException {
    Files.createDirectories(dir);
    LabelExemplars exemplars = new LabelExemplars();
    PrometheusMeterRegistry meters = exemplars.registry();
    ProcessMeters.bind(meters);
    ProcessMeters.disk(meters, dir);
    RoleSettings settings = new RoleSettings(config);
    settings.check();
    Steps steps = new Steps();
    EmbeddedKafka broker = closing.add(new EmbeddedKafka(dir.resolve("kafka"), kafkaPort));
    KafkaConnection kafka = connection(broker);
    steps.done("kafka");
    try (TopicAdmin admin = new TopicAdmin(kafka, ADMIN_TIMEOUT)) {
      admin.create(settings.topics().onOneNode());
    }
    steps.done("topics");
    SchemaLog schemas = closing.add(new SchemaLog(kafka));
    OpsServer ops =
        closing.add(
            new OpsServer(
                config.metrics().bind(),
                config.metrics().port(),
                meters,
                server -> server.annotatedService("/registry", new RegistryService(schemas))));
    steps.done("registry");
    SchemaRegistry registry =
        Installation.registry(config, URI.create("http://127.0.0.1:" + ops.port() + "/registry"));
    Supplier<AccessKeys> keys = KeysFile.of(config.access().keysFile(), time, closing);
    Path state = dir.resolve("state");
    String unsubscribeSecret =
        secret(config.unsubscribeSecret(), dir.resolve("unsubscribe-secret"));
    byte[] judgeSecret =
        secret(config.judge().secret(), dir.resolve("secret")).getBytes(StandardCharsets.UTF_8);
    Together roles = closing.add(new Together());
    Embedder embedder = Embedder.lazily(BgeSmallEmbedder::new);
    ControlPlane control =
        roles.add(
            new ControlPlane(
                settings.controlPlane(Optional.of(unsubscribeSecret)),
                kafka,
                registry,
                keys,
                meters,
                time,
                () -> {},
                Optional.of(
                    new KafkaBacktester(
                        kafka,
                        registry,
                        settings.alerts(state).schedule(),
                        state.resolve("backtests"),
                        time)),
                new ExampleHeads(embedder)));
    control.start();
    steps.done("control-plane");
    Alerts alerts =
        roles.add(
            new Alerts(
                settings.alerts(state, Optional.of(unsubscribeSecret)),
                kafka,
                registry,
                meters,
                exemplars,
                time,
                console));
    alerts.start();
    steps.done("alerts");
    JudgeRole judge =
        roles.add(
            new JudgeRole(settings.judge(), kafka, registry, meters, time, judgeSecret, embedder));
    judge.start();
    steps.done("judge");
    Classifier classifier =
        roles.add(new Classifier(settings.classifier(state), kafka, registry, meters, time));
    classifier.start();
    ops.inspect(classifier.inspection());
    steps.done("classifier");
    Gateway gateway =
        roles.add(
            new Gateway(
                settings.gateway(),
                kafka,
                registry,
                KeysFile.withTopic(keys, kafka, registry, time, closing),
                meters,
                time));
    gateway.start();
    steps.done("gateway");
    ops.watch("gateway", new Vitals(gateway::isHealthy, gateway::isAlive));
    ops.watch("classifier", new Vitals(classifier::isHealthy, classifier::isAlive));
    ops.watch("judge", new Vitals(judge::isHealthy, judge::isAlive));
    ops.watch("alerts", new Vitals(alerts::isHealthy, alerts::isAlive));
    ops.watch("control-plane", new Vitals(control::isHealthy, control::isAlive));
    ops.started();
    parts = new Parts(broker, ops, control, gateway, classifier);
  }

  /**
   * Tells what is running and how long it took: a start takes seconds, and silence would look like
   * a fault.
   */
  private static final class Steps {
    private long last = System.nanoTime();

    void done(String part) {
      long now = System.nanoTime();
      LOGGER
          .atInfo()
          .addKeyValue("part", part)
          .addKeyValue("ms", (now - last) / 1_000_000)
          .log("started");
      last = now;
    }
  }

  private KafkaConnection connection(EmbeddedKafka broker) {
    return new KafkaConnection(broker.bootstrapServers(), config.kafka().topicPrefix(), Map.of());
  }

  /**
   * The configured secret, or one that is made once and kept in that file, readable by its owner
   * only.
   */
  private static String secret(Optional<String> configured, Path file) throws IOException {
    if (configured.isPresent()) {
      return configured.get();
    }
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, Installation.newSecret());
    }
    String secret = Files.readString(file);
    if (secret.isBlank()) {
      throw new ConfigException("file " + file + " is empty (delete it, and a new one is made)");
    }
    return secret;
  }

  private Parts parts() {
    if (parts == null) {
      throw new IllegalStateException("not started");
    }
    return parts;
  }
}
