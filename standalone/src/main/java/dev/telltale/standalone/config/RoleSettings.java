// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.config;

import dev.telltale.alert.app.AlertConfig;
import dev.telltale.classifier.app.ClassifierConfig;
import dev.telltale.classifier.app.JudgeConfig;
import dev.telltale.classifier.app.LlmTariff;
import dev.telltale.classifier.judge.llm.LlmSettings;
import dev.telltale.classifier.revisit.RunSettings;
import dev.telltale.control.app.ControlConfig;
import dev.telltale.control.canary.CanarySettings;
import dev.telltale.gateway.app.AdmissionConfig;
import dev.telltale.gateway.app.EndpointConfig;
import dev.telltale.gateway.app.GatewayConfig;
import dev.telltale.gateway.app.TlsConfig;
import dev.telltale.gateway.bridge.BridgeSettings;
import dev.telltale.gateway.limit.LimitSettings;
import dev.telltale.gateway.redact.BuiltInRule;
import dev.telltale.gateway.redact.RedactionSettings;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.price.Prices;
import dev.telltale.schemas.topic.TopicSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * From the keys of the configuration to what each role takes. Values that do not fit are told with
 * their key's section.
 */
public record RoleSettings(TelltaleConfig config) {
  private static final int LEAST_AHEAD = 32;
  private static final int MOST_AHEAD = 400;
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration READ_BACK_TIMEOUT = Duration.ofSeconds(10);

  /**
   * Reads all of it, so that what cannot work is told before anything is started.
   *
   * @throws ConfigException when a role would refuse its settings
   */
  public void check() {
    Path anywhere = Path.of("");
    topics();
    gateway();
    classifier(anywhere);
    judge();
    alerts(anywhere);
    controlPlane();
  }

  /** How to reach Kafka; the stream applications' own topics have the replicas of the others. */
  public KafkaConnection kafka() {
    TelltaleConfig.Kafka kafka = config.kafka();
    return new KafkaConnection(
        kafka.bootstrapServers(), kafka.topicPrefix(), kafka.properties(), topics().ofStreams());
  }

  /** How topics are created and what they are compared with. */
  public TopicSettings topics() {
    TelltaleConfig.Topics topics = config.topics();
    return checked(
        "topics",
        () ->
            new TopicSettings(
                topics.partitions(),
                said(topics.replication()).map(Integer::shortValue),
                said(topics.minInsyncReplicas()),
                topics.own().entrySet().stream()
                    .collect(
                        Collectors.toMap(
                            Map.Entry::getKey,
                            own ->
                                new TopicSettings.Own(
                                    own.getValue().partitions(), own.getValue().retention())))));
  }

  private static Optional<Integer> said(int replicas) {
    return replicas == 0 ? Optional.empty() : Optional.of(replicas);
  }

  private Prices prices() {
    return checked("", () -> config.pricesFile().map(Prices::with).orElseGet(Prices::bundled));
  }

  /** The gateway's settings. */
  public GatewayConfig gateway() {
    TelltaleConfig.Gateway gateway = config.gateway();
    return checked(
        "gateway",
        () ->
            new GatewayConfig(
                gateway.httpPort(),
                gateway.grpcPort(),
                gateway.bind(),
                config.access().anonymous(),
                gateway.maxRequestBytes(),
                gateway.maxInflatedBytes(),
                gateway.maxSpansPerRequest(),
                gateway.workers(),
                gateway.maxWaitingRequests(),
                admission(gateway),
                new EndpointConfig(
                    gateway.extraHttpPort() == 0
                        ? OptionalInt.empty()
                        : OptionalInt.of(gateway.extraHttpPort()),
                    gateway.sinkOtherSignals(),
                    gateway.cors().origins().orElse(List.of())),
                new TlsConfig(
                    gateway.tls().certificate(),
                    gateway.tls().key(),
                    gateway.tls().clientAuthority(),
                    gateway.tls().clientCertificates()),
                new BridgeSettings(
                    gateway.bridge().topics().orElse(List.of()),
                    gateway.bridge().encoding(),
                    gateway.bridge().project()),
                redaction(gateway.redaction()),
                limits(gateway.limits()),
                prices()));
  }

  private static AdmissionConfig admission(TelltaleConfig.Gateway gateway) {
    return new AdmissionConfig(
        gateway.maxBytesInFlight() == 0
            ? AdmissionConfig.quarterOfTheHeap()
            : gateway.maxBytesInFlight(),
        gateway.maxRequestsInFlight(),
        gateway.patience(),
        gateway.receiveTimeout(),
        gateway.quota().spansPerSecond(),
        gateway.quota().requestsPerSecond());
  }

  private static RedactionSettings redaction(TelltaleConfig.Gateway.Redaction redaction) {
    Map<BuiltInRule, Boolean> switches =
        Map.of(
            BuiltInRule.SECRETS, redaction.secrets(),
            BuiltInRule.CARDS, redaction.cards(),
            BuiltInRule.EMAILS, redaction.emails(),
            BuiltInRule.PHONES, redaction.phones(),
            BuiltInRule.IPS, redaction.ips());
    return checked(
        "gateway.redaction",
        () ->
            new RedactionSettings(
                redaction.mode(),
                redaction.hashSecret(),
                switches.keySet().stream().filter(switches::get).collect(Collectors.toSet()),
                redaction.values(),
                redaction.keys(),
                redaction.hashSessionIds(),
                redaction.hashUserIds()));
  }

  private static LimitSettings limits(TelltaleConfig.Gateway.Limits limits) {
    return checked(
        "gateway.limits",
        () ->
            new LimitSettings(
                limits.attributes(),
                limits.valueBytes(),
                limits.depth(),
                limits.events(),
                limits.links(),
                limits.replaceMedia()));
  }

  /** The classifier's settings. */
  public ClassifierConfig classifier(Path stateDir) {
    RunSettings runs = runs();
    return checked("classifier", () -> ClassifierSettings.of(config.classifier(), stateDir, runs));
  }

  /** Enough that no judge of these settings waits for a question, and no more wait in the topic. */
  private RunSettings runs() {
    int ahead = Math.min(MOST_AHEAD, Math.max(LEAST_AHEAD, 4 * backfillConcurrency()));
    return new RunSettings(ahead, new LlmTariff(llm()));
  }

  private int backfillConcurrency() {
    TelltaleConfig.Judge judge = config.judge();
    return judge.backfillConcurrency() == 0
        ? JudgeConfig.backfillShare(judge.concurrency())
        : judge.backfillConcurrency();
  }

  /** The judge's settings. */
  public JudgeConfig judge() {
    TelltaleConfig.Judge judge = config.judge();
    return checked(
        "judge",
        () ->
            new JudgeConfig(
                judge.concurrency(),
                backfillConcurrency(),
                judge.drain(),
                judge.offlineLead(),
                llm(),
                JudgeSettings.rules(judge)));
  }

  /** The language model's settings, if one is configured. */
  public Optional<LlmSettings> llm() {
    return checked("judge.llm", () -> ModelSettings.of(config.judge(), prices()));
  }

  /** The alert stream's settings. */
  public AlertConfig alerts(Path stateDir) {
    return alerts(stateDir, config.unsubscribeSecret());
  }

  /** The alert stream's settings with a secret that is kept elsewhere. */
  public AlertConfig alerts(Path stateDir, Optional<String> unsubscribeSecret) {
    return checked("alerts", () -> AlertSettings.of(config, stateDir, unsubscribeSecret));
  }

  /** The control plane's settings. */
  public ControlConfig controlPlane() {
    return controlPlane(config.unsubscribeSecret());
  }

  /** The control plane's settings with a secret that is kept elsewhere. */
  public ControlConfig controlPlane(Optional<String> unsubscribeSecret) {
    TelltaleConfig.ControlPlane control = config.controlPlane();
    return checked(
        "control-plane",
        () ->
            new ControlConfig(
                control.port(),
                control.bind(),
                config.access().anonymous(),
                control.shortWindows(),
                llm().isPresent(),
                START_TIMEOUT,
                READ_BACK_TIMEOUT,
                unsubscribeSecret,
                new CanarySettings(config.canary().enabled(), config.canary().every())));
  }

  private static <T> T checked(String section, java.util.function.Supplier<T> settings) {
    try {
      return settings.get();
    } catch (IllegalArgumentException e) {
      String key = section.isEmpty() ? "telltale." : "telltale." + section + ": ";
      throw new ConfigException("configuration: " + key + e.getMessage());
    }
  }
}
