// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.deploy.chart.Manifests.Pod;
import dev.telltale.standalone.config.ConfigException;
import dev.telltale.standalone.config.ConfigReader;
import dev.telltale.standalone.config.RoleSettings;
import dev.telltale.standalone.config.TelltaleConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What is rendered is read by Telltale itself, as each role would. */
class SettingsTest {
  @SuppressWarnings("unused") // By JUnit, by its name.
  private static final List<String> SETS = Chart.SETS;

  @TempDir private Path folder;

  @ParameterizedTest
  @FieldSource("SETS")
  void everyRoleTakesTheSettingsThatItIsGiven(String set) throws IOException {
    for (Pod pod : Chart.of(set).pods()) {
      TelltaleConfig config = config(Chart.of(set), pod);
      RoleSettings settings = new RoleSettings(config);
      switch (pod.role()) {
        case "gateway" -> settings.gateway();
        case "classifier" -> settings.classifier(config.classifier().stateDir());
        case "judge" -> settings.judge();
        case "alerts" -> settings.alerts(config.classifier().stateDir());
        case "control-plane" -> {
          settings.controlPlane();
          settings.alerts(folder);
        }
        default -> settings.kafka();
      }
      assertThat(settings.kafka().client()).containsKey("security.protocol");
      assertThat(settings.topics().partitions()).isEqualTo(4);
    }
  }

  @Test
  void kafkaWithSaslAndTlsIsReachedAsTheValuesSay() throws IOException {
    Manifests manifests = Chart.of("kafka-sasl-ssl");
    Map<String, Object> client =
        new RoleSettings(config(manifests, manifests.role("judge"))).kafka().client();

    assertThat(client)
        .containsEntry(
            "bootstrap.servers",
            "kafka-0.example.test:9093,kafka-1.example.test:9093,kafka-2.example.test:9094")
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
        .containsEntry("sasl.jaas.config", "xoxb-telltale-kafka-judge/sasl.jaas.config")
        .containsEntry("ssl.truststore.type", "PEM")
        .containsEntry("ssl.truststore.location", "/etc/telltale/kafka-ca/ca.pem")
        .containsEntry("ssl.keystore.type", "PEM")
        .containsEntry("ssl.keystore.certificate.chain", "xoxb-telltale-kafka-client/user.crt")
        .containsEntry("ssl.keystore.key", "xoxb-telltale-kafka-client/user.key")
        .containsEntry("client.dns.lookup", "use_all_dns_ips");
  }

  @Test
  void settingsOfTheTreeAndOfTheEnvironmentArriveTogether() throws IOException {
    Manifests manifests = Chart.of("everything");
    TelltaleConfig judge = config(manifests, manifests.role("judge"));
    TelltaleConfig classifier = config(manifests, manifests.role("classifier"));

    assertThat(judge.judge().concurrency()).isEqualTo(32);
    assertThat(judge.judge().drain()).isEqualTo(Duration.ofSeconds(90));
    assertThat(judge.judge().llm().apiKey()).contains("xoxb-telltale-llm/api-key");
    assertThat(judge.registry().authorization()).contains("xoxb-telltale-registry/authorization");
    assertThat(judge.metrics().bind()).isEqualTo("0.0.0.0");
    assertThat(classifier.judge().llm().apiKey()).isEmpty();
    assertThat(classifier.classifier().standbys()).isEqualTo(1);
    assertThat(classifier.classifier().instanceId()).contains("pod-0");
    assertThat(config(manifests, manifests.role("alerts")).alerts().instanceId()).contains("pod-0");
  }

  @Test
  void aKeyThatTelltaleDoesNotKnowIsRefusedByTelltale() {
    Manifests manifests = Chart.with("config: {judge: {concurency: 4}}");

    assertThatThrownBy(() -> config(manifests, manifests.role("judge")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("telltale.judge.concurency");
  }

  private TelltaleConfig config(Manifests manifests, Pod pod) throws IOException {
    Rendered rendered = Rendered.of(manifests, pod, folder);
    Map<String, String> environment = rendered.environment();
    return ConfigReader.read(
        Map.of(),
        Optional.of(Path.of(environment.getOrDefault("TELLTALE_CONFIG", ""))),
        environment,
        Map.of());
  }
}
