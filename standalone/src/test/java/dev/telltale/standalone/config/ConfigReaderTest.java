// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.alert.app.AlertConfig;
import dev.telltale.alert.app.DeliveryConfig;
import dev.telltale.alert.notify.mail.SmtpSettings;
import dev.telltale.alert.notify.webhook.WebhookTarget;
import dev.telltale.classifier.app.ClassifierConfig;
import dev.telltale.classifier.app.JudgeConfig;
import dev.telltale.classifier.judge.llm.LlmSettings;
import dev.telltale.classifier.judge.llm.ProviderKind;
import dev.telltale.classifier.judge.llm.ProviderSettings;
import dev.telltale.control.app.ControlConfig;
import dev.telltale.gateway.app.GatewayConfig;
import dev.telltale.gateway.redact.BuiltInRule;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.topic.Kept;
import dev.telltale.schemas.topic.TopicSettings;
import dev.telltale.schemas.topic.Topics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  @TempDir Path folder;

  @Test
  void withoutAnyKeyEveryRoleHasItsOwnDefaults() {
    RoleSettings settings = new RoleSettings(read(Map.of()));
    Path state = Path.of("state");

    assertThat(settings.gateway()).isEqualTo(GatewayConfig.defaults());
    assertThat(settings.classifier(state)).isEqualTo(ClassifierConfig.defaults(state));
    assertThat(settings.judge()).isEqualTo(JudgeConfig.defaults());
    assertThat(settings.alerts(AlertConfig.defaults().stateDir()))
        .isEqualTo(AlertConfig.defaults());
    assertThat(settings.controlPlane()).isEqualTo(ControlConfig.defaults());
    assertThat(settings.topics()).isEqualTo(TopicSettings.defaults());
  }

  @Test
  void theEnvironmentWinsOverTheFileAndFlagsWinOverBoth() throws IOException {
    Path file =
        file(
            "telltale:\n  gateway:\n    http-port: 1\n    grpc-port: 2\n  alerts:\n    interval: 5m\n");

    TelltaleConfig config =
        ConfigReader.read(
            Map.of("telltale.alerts.settle", "3s"),
            Optional.of(file),
            Map.of("TELLTALE_GATEWAY_GRPC_PORT", "3"),
            Map.of("telltale.gateway.http-port", "4"));

    assertThat(config.gateway().httpPort()).isEqualTo(4);
    assertThat(config.gateway().grpcPort()).isEqualTo(3);
    assertThat(config.alerts().interval()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.alerts().settle()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void everyKeyCanBeSetByItsEnvironmentVariable() {
    for (String key : ConfigReader.keys()) {
      if (!key.contains("*")) {
        assertThat(
                ConfigReader.effective(
                    Optional.empty(), Map.of(ConfigReader.variable(key), value(key))))
            .as(key)
            .hasEntrySatisfying(
                key, found -> assertThat(found).isIn(value(key), "(set, not shown)"));
      }
    }
  }

  @Test
  void aKeyThatNobodyKnowsIsRefusedInTheFileAndInTheEnvironment() throws IOException {
    Path slip = file("telltale:\n  gatewy:\n    http-port: 1\n");
    Path elsewhere = file("other: 1\n");

    assertThatThrownBy(() -> ConfigReader.read(Map.of(), Optional.of(slip), Map.of(), Map.of()))
        .hasMessageContaining("telltale.gatewy.http-port")
        .hasMessageContaining("is not a known key");
    assertThatThrownBy(
            () -> ConfigReader.read(Map.of(), Optional.of(elsewhere), Map.of(), Map.of()))
        .hasMessageContaining("unknown key other");
    assertThatThrownBy(() -> read(Map.of("TELLTALE_GATEWAY_HTTP_PRT", "1")))
        .hasMessageContaining("TELLTALE_GATEWAY_HTTP_PRT");
  }

  @Test
  void ownRulesOfRedactionStandInTheFileByTheirNames() throws IOException {
    Path file =
        file(
            """
            telltale:
              gateway:
                redaction:
                  cards: false
                  emails: true
                  values:
                    customer-number: 'K-\\d{6}'
                  keys:
                    home-address: '(?i)address$'
                limits:
                  value-bytes: 1000
            """);

    GatewayConfig gateway =
        new RoleSettings(ConfigReader.read(Map.of(), Optional.of(file), Map.of(), Map.of()))
            .gateway();

    assertThat(gateway.redaction().builtIn())
        .containsExactlyInAnyOrder(BuiltInRule.SECRETS, BuiltInRule.EMAILS);
    assertThat(gateway.redaction().values()).isEqualTo(Map.of("customer-number", "K-\\d{6}"));
    assertThat(gateway.redaction().keys()).isEqualTo(Map.of("home-address", "(?i)address$"));
    assertThat(gateway.limits().valueBytes()).isEqualTo(1_000);
  }

  @Test
  void aLanguageModelNeedsNoMoreThanItsAddressOrItsKind() {
    assertThat(new RoleSettings(read(Map.of())).llm()).isEmpty();
    LlmSettings openAi =
        new RoleSettings(
                read(
                    Map.of(
                        "TELLTALE_JUDGE_LLM_BASE_URL", "http://127.0.0.1:8000/v1",
                        "TELLTALE_JUDGE_LLM_API_KEY", "sk-1",
                        "TELLTALE_JUDGE_LLM_MODEL", "qwen3")))
            .llm()
            .orElseThrow();
    assertThat(openAi.providers())
        .containsExactly(
            new ProviderSettings(
                "openai",
                ProviderKind.OPENAI,
                URI.create("http://127.0.0.1:8000/v1"),
                Optional.of("sk-1"),
                Optional.of("qwen3"),
                0,
                0));
    RoleSettings ollama = new RoleSettings(read(Map.of("TELLTALE_JUDGE_LLM_KIND", "ollama")));
    assertThat(ollama.llm().orElseThrow().providers())
        .singleElement()
        .hasToString("ollama(ollama, http://127.0.0.1:11434)");
  }

  @Test
  void moreProvidersStandInTheFileByTheirNamesAndTheirKeysMayStandInTheEnvironment()
      throws IOException {
    Path file =
        file(
            """
            telltale:
              judge:
                joint: true
                llm:
                  base-url: https://api.openai.com/v1
                  providers:
                    anthropic:
                      kind: anthropic
                      tokens-per-minute: 40000
                    house:
                      base-url: http://llm.house.test/v1
                      model: qwen3
                      requests-per-minute: 60
            """);

    LlmSettings llm =
        new RoleSettings(
                ConfigReader.read(
                    Map.of(),
                    Optional.of(file),
                    Map.of("TELLTALE_JUDGE_LLM_PROVIDERS_ANTHROPIC_API_KEY", "sk-ant"),
                    Map.of()))
            .llm()
            .orElseThrow();

    assertThat(llm.joint()).isTrue();
    assertThat(llm.providers())
        .extracting(ProviderSettings::name)
        .containsExactly("openai", "anthropic", "house");
    assertThat(llm.providers().get(1).apiKey()).contains("sk-ant");
    assertThat(llm.providers().get(1).tokensPerMinute()).isEqualTo(40_000);
    assertThat(llm.providers().get(2).requestsPerMinute()).isEqualTo(60);
  }

  @Test
  void whatCannotWorkIsToldWithItsKeyAndAnExample() throws IOException {
    assertThatThrownBy(() -> read(Map.of("TELLTALE_CLASSIFIER_ROOT_QUIET", "fast")))
        .hasMessage(
            "configuration: telltale.classifier.root-quiet: fast is not a duration (expected: such"
                + " as 10s, 5m or 1h30m)");
    assertThatThrownBy(() -> read(Map.of("TELLTALE_ALERTS_SMTP_ENCRYPTION", "maybe")))
        .hasMessage(
            "configuration: telltale.alerts.smtp.encryption: maybe (expected: starttls,tls,none)");
    assertThatThrownBy(() -> check(Map.of("TELLTALE_PRICES_FILE", "/nowhere.json")))
        .hasMessageStartingWith(
            "configuration: telltale.prices-file: /nowhere.json cannot be read");
    assertThatThrownBy(
            () -> check(Map.of("TELLTALE_JUDGE_BUDGETS_EACH_SIGNAL_CALLS_PER_HOUR", "-3")))
        .hasMessage(
            "configuration: telltale.judge: budgets.each-signal: calls-per-hour: -3 (expected: 0"
                + " for no limit, or more)");
  }

  private static void check(Map<String, String> environment) {
    new RoleSettings(read(environment)).check();
  }

  @Test
  void aProviderThatCannotBeCalledIsToldWithItsSection() throws IOException {
    Path file = file("telltale:\n  judge:\n    llm:\n      providers:\n        x: {model: m}\n");

    assertThatThrownBy(
            () ->
                new RoleSettings(ConfigReader.read(Map.of(), Optional.of(file), Map.of(), Map.of()))
                    .llm())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("telltale.judge.llm: base-url: missing");
    assertThatThrownBy(
            () -> new RoleSettings(read(Map.of("TELLTALE_JUDGE_LLM_BASE_URL", "nowhere"))).llm())
        .hasMessageContaining("such as https://api.openai.com/v1");
    assertThatThrownBy(() -> read(Map.of("TELLTALE_JUDGE_LLM_PROVIDERS_X_BASE_URI", "u")))
        .hasMessageContaining("is not known");
  }

  @Test
  void rulesOfRedactionThatCannotBeAreToldWithTheirKey() throws IOException {
    Path file = file("telltale:\n  gateway:\n    redaction:\n      values:\n        a: '('\n");

    assertThatThrownBy(
            () ->
                new RoleSettings(ConfigReader.read(Map.of(), Optional.of(file), Map.of(), Map.of()))
                    .gateway())
        .hasMessageContaining("telltale.gateway.redaction: values.a: ");
    assertThatThrownBy(
            () ->
                new RoleSettings(read(Map.of("TELLTALE_GATEWAY_REDACTION_MODE", "hash"))).gateway())
        .hasMessageContaining("hash-secret: 0 characters");
  }

  @Test
  void aValueThatDoesNotFitIsToldWithItsKeyInOneLine() throws IOException {
    assertThatThrownBy(() -> read(Map.of("TELLTALE_GATEWAY_HTTP_PORT", "many")))
        .hasMessageContaining("telltale.gateway.http-port")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> read(Map.of("TELLTALE_ALERTS_INTERVAL", "soon")))
        .hasMessageContaining("such as 10s");
    assertThatThrownBy(
            () ->
                new RoleSettings(read(Map.of("TELLTALE_JUDGE_CONCURRENCY", "0")))
                    .judge()
                    .concurrency())
        .isInstanceOf(ConfigException.class);
    Path broken = file("telltale: [1\n");
    assertThatThrownBy(() -> ConfigReader.read(Map.of(), Optional.of(broken), Map.of(), Map.of()))
        .hasMessageContaining("not YAML")
        .hasMessageNotContaining("\n");
  }

  @Test
  void waysToTellPeopleStandInTheFileAndTheirSecretsMayStandInTheEnvironment() throws IOException {
    Path file =
        file(
            """
            telltale:
              grafana-url: https://grafana.test
              public-url: https://telltale.test
              unsubscribe-secret: of-the-installation
              alerts:
                slack-token: xoxb-1
                slack-channel: "#agents"
                smtp:
                  host: mail.test
                  user: telltale
                  from: telltale@shop.test
                webhooks:
                  ops:
                    url: https://ops.test/hook
                alertmanager-url: http://127.0.0.1:9093
            """);

    DeliveryConfig delivery =
        new RoleSettings(
                ConfigReader.read(
                    Map.of(),
                    Optional.of(file),
                    Map.of(
                        "TELLTALE_ALERTS_WEBHOOKS_OPS_SECRET", "0123456789abcdef",
                        "TELLTALE_ALERTS_SMTP_PASSWORD", "secret"),
                    Map.of()))
            .alerts(Path.of("state"))
            .delivery();

    assertThat(delivery.slack().channel()).contains("#agents");
    assertThat(delivery.smtp())
        .contains(
            new SmtpSettings(
                "mail.test",
                587,
                SmtpSettings.Encryption.STARTTLS,
                Optional.of("telltale"),
                Optional.of("secret"),
                "telltale@shop.test"));
    assertThat(delivery.webhooks())
        .containsEntry(
            "ops", new WebhookTarget(URI.create("https://ops.test/hook"), "0123456789abcdef"));
    assertThat(delivery.unsubscribe().orElseThrow().base()).hasToString("https://telltale.test");
    assertThat(delivery.settings().defaultChannels())
        .containsExactly(new Channel("console", null), new Channel("email", null));
  }

  @Test
  void waysToTellPeopleThatCannotWorkAreToldWithTheirKey() {
    assertThatThrownBy(() -> alerts("TELLTALE_ALERTS_DEFAULT_CHANNELS", "console,pager"))
        .hasMessage(
            "configuration: telltale.alerts: default-channels: pager (expected: console, slack,"
                + " email, webhook:NAME or alertmanager, joined by commas)");
    assertThatThrownBy(() -> alerts("TELLTALE_ALERTS_SMTP_HOST", "mail.test"))
        .hasMessageStartingWith("configuration: telltale.alerts: smtp.from: missing");
    assertThatThrownBy(() -> alerts("TELLTALE_ALERTS_SLACK_TOKEN", "geheim"))
        .hasMessage(
            "configuration: telltale.alerts: slack-token: not shown, as it is a secret (expected: a"
                + " bot's token, xoxb-…)");
    assertThatThrownBy(() -> alerts("TELLTALE_ALERTS_PER_MINUTE", "0"))
        .hasMessage("configuration: telltale.alerts: per-minute: 0 (expected: 1 or more)");
  }

  @Test
  void propertiesOfKafkasClientsStandInTheEnvironmentWithUnderscoresForDots() throws IOException {
    String login =
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"judge\""
            + " password=\"geheim\";";
    Map<String, String> environment =
        Map.of(
            "TELLTALE_KAFKA_PROPERTIES_SECURITY_PROTOCOL", "SASL_SSL",
            "TELLTALE_KAFKA_PROPERTIES_SASL_MECHANISM", "SCRAM-SHA-512",
            "TELLTALE_KAFKA_PROPERTIES_SASL_JAAS_CONFIG", login,
            "TELLTALE_KAFKA_PROPERTIES_SSL_TRUSTSTORE_LOCATION", "/etc/telltale/ca.pem");
    Path file = file("telltale:\n  kafka:\n    properties:\n      ssl.truststore.type: PEM\n");

    assertThat(
            new RoleSettings(ConfigReader.read(Map.of(), Optional.of(file), environment, Map.of()))
                .kafka()
                .properties())
        .isEqualTo(
            Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "SCRAM-SHA-512",
                "sasl.jaas.config", login,
                "ssl.truststore.location", "/etc/telltale/ca.pem",
                "ssl.truststore.type", "PEM"));
    assertThat(ConfigReader.effective(Optional.empty(), environment).values())
        .noneMatch(value -> value.contains("geheim"));
  }

  @Test
  void topicsHaveTheirPartitionsReplicasAndRetentionFromTheSettings() throws IOException {
    Path file =
        file(
            """
            telltale:
              topics:
                partitions: 24
                own:
                  judge-retries-2h:
                    partitions: 3
                  traces:
                    retention: 168h
            """);

    RoleSettings settings =
        new RoleSettings(
            ConfigReader.read(
                Map.of(),
                Optional.of(file),
                Map.of(
                    "TELLTALE_TOPICS_REPLICATION", "3",
                    "TELLTALE_TOPICS_MIN_INSYNC_REPLICAS", "2"),
                Map.of()));
    TopicSettings topics = settings.topics();

    assertThat(settings.kafka().application())
        .containsEntry("replication.factor", "3")
        .containsEntry("topic.min.insync.replicas", "2");
    assertThat(topics.partitions(Topics.TRACES)).isEqualTo(24);
    assertThat(topics.partitions(Topics.JUDGE_RETRIES_2H)).isEqualTo(3);
    assertThat(topics.partitions(Topics.SIGNALS)).isEqualTo(1);
    assertThat(topics.kept(Topics.TRACES)).isEqualTo(new Kept.For(Duration.ofDays(7)));
    assertThat(topics.kept(Topics.SESSIONS)).isEqualTo(Topics.SESSIONS.kept());
    assertThat(topics.replication()).contains((short) 3);
    assertThat(topics.minInSync()).contains(2);
  }

  @Test
  void topicsThatCouldNotWorkAreToldWithTheirKey() throws IOException {
    assertThatThrownBy(() -> topics("partitions: 0"))
        .hasMessage("configuration: telltale.topics: partitions: 0 (expected: 1 or more)");
    assertThatThrownBy(() -> topics("own: {spanz: {partitions: 2}}"))
        .hasMessageStartingWith(
            "configuration: telltale.topics: own.spanz: no topic of the catalogue (expected: one"
                + " of spans, traces,");
    assertThatThrownBy(() -> topics("own: {signals: {partitions: 2}}"))
        .hasMessage(
            "configuration: telltale.topics: own.signals.partitions: 2 (expected: 1: whoever reads"
                + " this table needs the order of all its writes)");
    assertThatThrownBy(() -> topics("own: {signals: {retention: 24h}}"))
        .hasMessageContaining("own.signals.retention: a table keeps the last record of each key");
    assertThatThrownBy(() -> topics("{replication: 2, min-insync-replicas: 3}"))
        .hasMessageContaining("min-insync-replicas: 3 (expected: at most the replication, 2");
  }

  private TopicSettings topics(String keys) throws IOException {
    Path file = file("telltale:\n  topics: " + (keys.startsWith("{") ? keys : "{" + keys + "}"));
    return new RoleSettings(ConfigReader.read(Map.of(), Optional.of(file), Map.of(), Map.of()))
        .topics();
  }

  @Test
  void secretsAreNotShown() {
    Map<String, String> values =
        ConfigReader.effective(
            Optional.empty(),
            Map.of(
                "TELLTALE_JUDGE_LLM_API_KEY",
                "sk-geheim",
                "TELLTALE_GATEWAY_REDACTION_HASH_SECRET",
                "geheim-geheim-geheim",
                "TELLTALE_ALERTS_SLACK_WEBHOOK",
                "https://hooks/geheim",
                "TELLTALE_ALERTS_SLACK_TOKEN",
                "xoxb-geheim",
                "TELLTALE_ALERTS_SMTP_PASSWORD",
                "geheim",
                "TELLTALE_UNSUBSCRIBE_SECRET",
                "geheim-geheim-geheim"));

    assertThat(values.values()).noneMatch(value -> value.contains("geheim"));
    assertThat(values).containsEntry("telltale.judge.llm.api-key", "(set, not shown)");
    assertThat(values).containsEntry("telltale.registry.authorization", "(not set)");
  }

  private static AlertConfig alerts(String variable, String value) {
    return new RoleSettings(read(Map.of(variable, value))).alerts(Path.of("state"));
  }

  private static String value(String key) {
    String shown = ConfigReader.effective(Optional.empty(), Map.of()).getOrDefault(key, "");
    if (!shown.equals("(not set)")) {
      return shown;
    }
    return key.endsWith("url") || key.endsWith("webhook") ? "http://example.test" : "text";
  }

  private static TelltaleConfig read(Map<String, String> environment) {
    return ConfigReader.read(Map.of(), Optional.empty(), environment, Map.of());
  }

  private Path file(String text) throws IOException {
    Path file = Files.createTempFile(folder, "config", ".yaml");
    return Files.writeString(file, text);
  }
}
