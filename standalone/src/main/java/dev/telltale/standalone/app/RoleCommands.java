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
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.standalone.config.RoleSettings;
import dev.telltale.standalone.config.TelltaleConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** One command a role, each a process of its own against a Kafka that is there. */
final class RoleCommands {
  private static final Logger LOGGER = LoggerFactory.getLogger(RoleCommands.class);
  private static final InstantSource TIME = InstantSource.system();

  /** Folders there live as long as a backtest. */
  private static final Path BACKTESTS = Path.of(System.getProperty("java.io.tmpdir"));

  private RoleCommands() {}

  /**
   * What all of them do: read the settings, look for the topics, serve metrics, run until stopped.
   */
  abstract static class Role implements Callable<Integer> {
    @Mixin private Installation installation = new Installation();

    /** Opens and starts the role, and gives what tells how it is. */
    abstract Vitals start(Given given);

    private String name() {
      return getClass().getAnnotation(Command.class).name();
    }

    @Override
    public Integer call() throws InterruptedException {
      TelltaleConfig config = installation.config();
      RoleSettings settings = new RoleSettings(config);
      KafkaConnection kafka = Installation.kafka(config);
      Installation.require(
          dev.telltale.schemas.acl.Role.named(name()).orElseThrow(), config, kafka);
      LabelExemplars exemplars = new LabelExemplars();
      PrometheusMeterRegistry meters = exemplars.registry();
      ProcessMeters.bind(meters);
      Closing closing = new Closing();
      try {
        OpsServer ops =
            closing.add(
                new OpsServer(
                    config.metrics().bind(), config.metrics().port(), meters, server -> {}));
        ops.watch(
            name(),
            start(
                new Given(
                    settings,
                    kafka,
                    Installation.registry(config),
                    meters,
                    exemplars,
                    ops,
                    closing)));
        ops.started();
        LOGGER
            .atInfo()
            .addKeyValue("role", name())
            .addKeyValue("kafka", kafka.bootstrapServers())
            .addKeyValue("metricsPort", ops.port())
            .log("role is running");
      } catch (RuntimeException e) {
        closing.close();
        throw e;
      }
      new UntilStopped(closing, () -> LOGGER.atInfo().addKeyValue("role", name()).log("role stops"))
          .hold();
      return CommandLine.ExitCode.OK;
    }
  }

  /** What a role is opened with. */
  record Given(
      RoleSettings settings,
      KafkaConnection kafka,
      SchemaRegistry registry,
      PrometheusMeterRegistry meters,
      LabelExemplars exemplars,
      OpsServer ops,
      Closing closing) {

    TelltaleConfig config() {
      return settings.config();
    }

    /** The operator's own. */
    Supplier<AccessKeys> keysOfFile() {
      return KeysFile.of(config().access().keysFile(), TIME, closing);
    }

    /** Those, and the ones that people made. */
    Supplier<AccessKeys> keys() {
      return KeysFile.withTopic(keysOfFile(), kafka, registry, TIME, closing);
    }
  }

  /** OTLP in, spans out. */
  @Command(
      name = "gateway",
      description = "Runs the ingest gateway: OTLP in, spans to Kafka.",
      mixinStandardHelpOptions = true)
  static final class GatewayRole extends Role {
    @Override
    Vitals start(Given given) {
      Gateway gateway =
          new Gateway(
              given.settings().gateway(),
              given.kafka(),
              given.registry(),
              given.keys(),
              given.meters(),
              TIME);
      given.closing().add(gateway).start();
      return new Vitals(gateway::isHealthy, gateway::isAlive);
    }
  }

  /** Spans to traces, sessions and requests. */
  @Command(
      name = "classifier",
      description =
          "Runs the classifier: spans to traces and sessions, and to requests for the judge.",
      mixinStandardHelpOptions = true)
  static final class ClassifierRole extends Role {
    @Override
    Vitals start(Given given) {
      ProcessMeters.disk(given.meters(), given.config().classifier().stateDir());
      Classifier classifier =
          new Classifier(
              given.settings().classifier(given.config().classifier().stateDir()),
              given.kafka(),
              given.registry(),
              given.meters(),
              TIME);
      given.closing().add(classifier).start();
      given.ops().inspect(classifier.inspection());
      return new Vitals(classifier::isHealthy, classifier::isAlive);
    }
  }

  /** Requests to labels. */
  @Command(
      name = "judge",
      description = "Runs the judge: requests to labels.",
      mixinStandardHelpOptions = true)
  static final class JudgeWorkerRole extends Role {
    @Override
    Vitals start(Given given) {
      String secret = given.config().judge().secret().orElseGet(Installation::newSecret);
      JudgeRole judge =
          new JudgeRole(
              given.settings().judge(),
              given.kafka(),
              given.registry(),
              given.meters(),
              TIME,
              secret.getBytes(StandardCharsets.UTF_8));
      given.closing().add(judge).start();
      return new Vitals(judge::isHealthy, judge::isAlive);
    }
  }

  /** Labels to alerts and messages. */
  @Command(
      name = "alerts",
      description = "Runs the alert stream: labels to metrics, alerts and messages.",
      mixinStandardHelpOptions = true)
  static final class AlertsRole extends Role {
    @Override
    Vitals start(Given given) {
      ProcessMeters.disk(given.meters(), given.config().classifier().stateDir());
      Alerts alerts =
          new Alerts(
              given.settings().alerts(given.config().classifier().stateDir().resolve("alerts")),
              given.kafka(),
              given.registry(),
              given.meters(),
              given.exemplars(),
              TIME,
              System.out);
      given.closing().add(alerts).start();
      return new Vitals(alerts::isHealthy, alerts::isAlive);
    }
  }

  /** Definitions. */
  @Command(
      name = "control-plane",
      description = "Runs the control plane: the API for definitions. One instance at a time.",
      mixinStandardHelpOptions = true)
  static final class ControlPlaneRole extends Role {
    @Override
    Vitals start(Given given) {
      ControlPlane control =
          new ControlPlane(
              given.settings().controlPlane(),
              given.kafka(),
              given.registry(),
              given.keysOfFile(),
              given.meters(),
              TIME,
              RoleCommands::fenced,
              Optional.of(
                  new KafkaBacktester(
                      given.kafka(),
                      given.registry(),
                      given.settings().alerts(BACKTESTS).schedule(),
                      BACKTESTS,
                      TIME)),
              new ExampleHeads(Embedder.lazily(BgeSmallEmbedder::new)));
      given.closing().add(control).start();
      return new Vitals(control::isHealthy, control::isAlive);
    }
  }

  private static void fenced() {
    LOGGER.atError().log("another control plane has taken over: this one ends");
    Runtime.getRuntime().halt(CommandLine.ExitCode.SOFTWARE);
  }
}
