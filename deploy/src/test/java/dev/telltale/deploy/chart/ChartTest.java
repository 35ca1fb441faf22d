// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.LintResult;
import dev.telltale.standalone.config.ConfigException;
import dev.telltale.standalone.config.ConfigReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Helm says of the chart, and which values are refused. */
class ChartTest {
  @Test
  void lintFindsNothingWrong() {
    LintResult result = Chart.helm(Chart.FOLDER).lint().strict().call();

    assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    assertThat(result.getMessages()).noneMatch(message -> message.matches("\\[(ERROR|WARNING)].*"));
  }

  @Test
  void theCopyThatIsLookedAtHereDiffersByItsHooksOnly() {
    List<JsonNode> ofCopy =
        Chart.of("everything").all().stream()
            .filter(manifest -> !manifest.path("metadata").toString().contains(Chart.HOOK))
            .toList();

    assertThat(ofCopy)
        .hasSizeLessThan(Chart.of("everything").all().size())
        .containsExactlyInAnyOrderElementsOf(Chart.withoutHooks("everything").all());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gatway: {replicas: 2}              | gatway",
        "gateway: {replica: 2}              | replica",
        "gateway: {replicas: two}           | replicas",
        "controlPlane: {replicas: 2}        | replicas",
        "image: {tag: 1}                    | tag",
        "image: {digest: sha256:abc}        | digest",
        "kafka: {bootstrapServers: kafka}   | bootstrapServers",
        "kafka: {securityProtocol: TLS}     | securityProtocol",
        "kafka: {sasl: {existingSecrets: {jugde: a}}}          | jugde",
        "kafka: {properties: {ssl.keystore.password: x}}       | ssl.keystore.password",
        "registry: {url: registry:8081}     | url",
        "registry: {timeout: 5 seconds}     | timeout",
        "secrets: [{env: OTHER, value: x}]  | env",
        "secrets: [{env: TELLTALE_JUDGE_SECRET}]               | secrets",
        "secrets: [{env: TELLTALE_JUDGE_SECRET, value: x, existingSecret: s, key: k}] | secrets",
        "classifier: {persistence: {size: large}}              | size",
        "judge: {jvm: {maxRamPercentage: 100}}                 | maxRamPercentage",
        "networkPolicy: {kafkaPorts: [0]}   | kafkaPorts",
        "networkPolicy: {kafkaTo: [{}]}     | kafkaTo",
        "monitoring: {dashboards: true}     | dashboards",
        "access: {anonymous: 'yes'}         | anonymous",
      })
  void theSchemaRefusesWhatItDoesNotKnow(String values, String named) {
    assertThatThrownBy(() -> Chart.with(values))
        .hasMessageContaining("don't meet the specifications of the schema")
        .hasMessageContaining(named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kafka: {securityProtocol: SASL_SSL}"
            + "| kafka.sasl: no credentials for topics (expected: existingSecret, existingSecrets.topics",
        "config: {kafka: {bootstrap-servers: 'a:1'}}"
            + "| config.kafka: is set by kafka (values outside of config)",
        "config: {gateway: {http-port: 1}}  | config.gateway.http-port: is set by the chart itself",
        "config: {judge: {drain: soon}}     | soon is not a duration (expected: such as 10s",
        "judge: {terminationGracePeriodSeconds: 75}"
            + "| judge.terminationGracePeriodSeconds: 75 (expected: more than its drain of 75, or 0)",
        "judge: {autoscaling: {enabled: true}, keda: {enabled: true}}"
            + "| judge: autoscaling and keda would both set its replicas",
        "gateway: {autoscaling: {enabled: true, cpuUtilization: 0}}"
            + "| gateway.autoscaling: by nothing (expected: cpuUtilization or inFlight.enabled)",
      })
  void whatCannotWorkIsRefusedWithWhatToDo(String values, String message) {
    assertThatThrownBy(() -> Chart.with(values)).hasMessageContaining(message);
  }

  @Test
  void everySecretSettingIsRefusedInTheConfigMap() throws IOException {
    List<String> secrets = secretKeys();
    assertThat(secrets).contains("telltale.judge.llm.api-key", "telltale.alerts.webhooks.*.secret");
    for (String key : secrets) {
      String path = key.replace("telltale.", "").replace(".*.", ".some.");
      if (path.startsWith("kafka.") || path.startsWith("registry.")) {
        continue; // Refused whole, as above.
      }
      assertThatThrownBy(() -> Chart.with(new ObjectMapper().writeValueAsString(tree(path))))
          .as(key)
          .hasMessageContaining("config." + path + ": is secret (put it into secrets");
    }
  }

  /** Those that telltale config does not show. */
  private static List<String> secretKeys() {
    List<String> secrets = new ArrayList<>();
    for (String key : ConfigReader.keys()) {
      if (isSecret(key)) {
        secrets.add(key);
      }
    }
    // Of maps only the ends of the names are known.
    ConfigReader.keys().stream()
        .filter(key -> key.contains(".*."))
        .filter(key -> secrets.stream().anyMatch(secret -> last(secret).equals(last(key))))
        .toList()
        .forEach(secrets::add);
    return secrets;
  }

  private static boolean isSecret(String key) {
    try {
      Map<String, String> environment = Map.of(ConfigReader.variable(key), "0");
      return !key.contains("*")
          && Objects.equals(
              ConfigReader.effective(Optional.empty(), environment).get(key), "(set, not shown)");
    } catch (ConfigException e) {
      return false; // A number or the like, and no secret.
    }
  }

  private static String last(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  private static Map<String, Object> tree(String path) {
    Map<String, Object> tree = Map.of(last(path), "geheim");
    List<String> above = List.of(("config." + path).split("\\.", -1));
    for (int i = above.size() - 2; i >= 0; i--) {
      tree = Map.of(above.get(i), tree);
    }
    return tree;
  }

  @Test
  void everyValueIsInTheSchemaAndTheSchemaHasNoOther() throws IOException {
    JsonNode values = Chart.YAML.readTree(Chart.FOLDER.resolve("values.yaml").toFile());
    JsonNode schema = Chart.YAML.readTree(Chart.FOLDER.resolve("values.schema.json").toFile());
    List<String> missing = new ArrayList<>();
    compare("", values, schema, schema, missing);

    assertThat(missing).containsExactly("global");
  }

  private static void compare(
      String path, JsonNode values, JsonNode schema, JsonNode root, List<String> missing) {
    JsonNode at = schema.has("$ref") ? root.at(schema.path("$ref").asText().substring(1)) : schema;
    if (!at.path("additionalProperties").isBoolean() || at.has("minProperties")) {
      return;
    }
    for (String name : (Iterable<String>) at.path("properties")::fieldNames) {
      String below = path.isEmpty() ? name : path + '.' + name;
      boolean optional =
          below.endsWith("resources.claims")
              || below.contains("existingSecrets.")
              || below.contains("clientSecrets.");
      if (!values.has(name) && !optional) {
        missing.add(below);
      } else if (values.path(name).isObject()) {
        compare(below, values.path(name), at.path("properties").path(name), root, missing);
      }
    }
  }
}
