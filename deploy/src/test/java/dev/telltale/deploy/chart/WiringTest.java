// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.chart;

import static dev.telltale.deploy.chart.Manifests.each;
import static dev.telltale.deploy.chart.Manifests.name;
import static dev.telltale.deploy.chart.Manifests.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.deploy.chart.Manifests.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Whether what one manifest names is what another one is. */
class WiringTest {
  @SuppressWarnings("unused") // By JUnit, by its name.
  private static final List<String> SETS = Chart.SETS;

  @ParameterizedTest
  @FieldSource("SETS")
  void everySelectorSelectsThePodsOfOneRole(String set) {
    Manifests manifests = Chart.of(set);
    for (JsonNode manifest : manifests.all()) {
      JsonNode selector =
          switch (manifest.path("kind").asText()) {
            case "Service" -> manifest.at("/spec/selector");
            case "Deployment", "StatefulSet", "PodDisruptionBudget" ->
                manifest.at("/spec/selector/matchLabels");
            case "NetworkPolicy" -> manifest.at("/spec/podSelector/matchLabels");
            default -> manifest.path("none");
          };
      if (!selector.isMissingNode()) {
        Set<String> roles = selected(manifests, texts(selector));
        boolean ofHooks = roles.isEmpty() && selector.toString().contains("\"topics\"");
        assertThat(roles.size() == 1 || ofHooks)
            .as(manifest.path("kind").asText() + ' ' + name(manifest) + " selects " + roles)
            .isTrue();
        assertThat(name(manifest)).contains(roles.isEmpty() ? "topics" : roles.iterator().next());
      }
    }
  }

  private static Set<String> selected(Manifests manifests, Map<String, String> labels) {
    return manifests.pods().stream()
        .filter(pod -> pod.labels().entrySet().containsAll(labels.entrySet()))
        .map(Pod::role)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @FieldSource("SETS")
  void servicesLeadToPortsThatTheirPodsHave(String set) {
    Manifests manifests = Chart.of(set);
    for (JsonNode service : manifests.ofKind("Service").toList()) {
      String role = service.at("/spec/selector/app.kubernetes.io~1component").asText();
      Set<String> ports =
          each(manifests.role(role).container().path("ports"))
              .map(port -> port.path("name").asText())
              .collect(Collectors.toSet());
      assertThat(each(service.at("/spec/ports")).map(port -> port.path("targetPort").asText()))
          .as(name(service))
          .isSubsetOf(ports);
    }
    for (JsonNode stateful : manifests.ofKind("StatefulSet").toList()) {
      JsonNode governing = manifests.named("Service", stateful.at("/spec/serviceName").asText());
      assertThat(governing.at("/spec/clusterIP").asText()).isEqualTo("None");
    }
    for (JsonNode ingress : manifests.ofKind("Ingress").toList()) {
      JsonNode backend = ingress.at("/spec/rules/0/http/paths/0/backend/service");
      JsonNode service = manifests.named("Service", backend.path("name").asText());
      assertThat(each(service.at("/spec/ports")).map(port -> port.path("name").asText()))
          .contains(backend.at("/port/name").asText());
    }
  }

  @ParameterizedTest
  @FieldSource("SETS")
  void whatIsScaledIsThereAndHasNoReplicasOfItsOwn(String set) {
    Manifests manifests = Chart.of(set);
    Stream.concat(manifests.ofKind("HorizontalPodAutoscaler"), manifests.ofKind("ScaledObject"))
        .map(scaler -> scaler.at("/spec/scaleTargetRef/name").asText())
        .forEach(
            target ->
                assertThat(manifests.named("Deployment", target).path("spec").has("replicas"))
                    .as(target)
                    .isFalse());
  }

  @ParameterizedTest
  @FieldSource("SETS")
  void whatPodsReadIsMadeHereOrNamedInTheValues(String set) throws IOException {
    Manifests manifests = Chart.of(set);
    String values = Chart.file(set).isEmpty() ? "" : Files.readString(Chart.file(set).get());
    for (Pod pod : manifests.pods()) {
      for (JsonNode reference : pod.spec().findValues("secretKeyRef")) {
        secret(manifests, values, pod, reference.path("name").asText(), reference.path("key"));
      }
      for (JsonNode volume : pod.spec().path("volumes")) {
        if (volume.has("secret")) {
          JsonNode secret = volume.path("secret");
          for (JsonNode item : secret.path("items")) {
            secret(manifests, values, pod, secret.path("secretName").asText(), item.path("key"));
          }
        }
        if (volume.has("configMap")) {
          assertThat(manifests.has("ConfigMap", volume.at("/configMap/name").asText())).isTrue();
        }
        boolean mounted =
            each(pod.container().path("volumeMounts"))
                .anyMatch(mount -> mount.path("name").equals(volume.path("name")));
        assertThat(mounted).as(pod + ": " + volume.path("name")).isTrue();
      }
      String account = pod.spec().path("serviceAccountName").asText();
      assertThat(account.equals("default") || manifests.has("ServiceAccount", account)).isTrue();
    }
  }

  private static void secret(
      Manifests manifests, String values, Pod pod, String name, JsonNode key) {
    if (manifests.has("Secret", name)) {
      assertThat(manifests.named("Secret", name).path("data").has(key.asText()))
          .as(pod + ": " + name + " has " + key)
          .isTrue();
    } else {
      assertThat(values).as(pod + " reads " + name).containsPattern("\\b" + name + "\\b");
    }
  }

  /** Hooks of an installation run before the chart's other manifests exist. */
  @ParameterizedTest
  @FieldSource("SETS")
  void theJobOfTopicsReadsOnlyWhatIsThereBeforeIt(String set) {
    Manifests manifests = Chart.of(set);
    Pod job =
        manifests.pods().stream()
            .filter(pod -> pod.owner().path("kind").asText().equals("Job"))
            .findFirst()
            .orElseThrow();
    Set<String> names = new TreeSet<>();
    job.spec().findValues("secretKeyRef").forEach(ref -> names.add(ref.path("name").asText()));
    job.spec().findValuesAsText("secretName").forEach(names::add);
    job.spec().findValues("configMap").forEach(map -> names.add(map.path("name").asText()));
    assertThat(names).isNotEmpty();
    for (JsonNode manifest : manifests.all()) {
      if (names.contains(name(manifest)) && !manifest.equals(job.owner())) {
        assertThat(hook(manifest, "hook")).isEqualTo(hook(job.owner(), "hook"));
        assertThat(Integer.parseInt(hook(manifest, "hook-weight")))
            .isLessThan(Integer.parseInt(hook(job.owner(), "hook-weight")));
      }
    }
    assertThat(job.spec().path("serviceAccountName").asText()).isEqualTo("default");
    assertThat(each(job.container().path("args")).map(JsonNode::asText))
        .startsWith("topics", "create");
  }

  private static String hook(JsonNode manifest, String annotation) {
    return manifest.at("/metadata/annotations/hook.test~1" + annotation).asText();
  }

  @ParameterizedTest
  @FieldSource("SETS")
  void whatIsSecretStandsInSecretsOnly(String set) {
    Manifests manifests = Chart.of(set);
    for (JsonNode manifest : manifests.all()) {
      assertThat(manifest.toString())
          .as(name(manifest))
          .doesNotContain("sk-trial", "password=\\\"trial", "Basic dHJpYWw6dHJpYWw=");
    }
    if (set.equals("trial")) {
      assertThat(texts(manifests.named("Secret", "telltale-secrets").path("data")))
          .containsOnlyKeys(
              "TELLTALE_JUDGE_LLM_API_KEY", "authorization", "keys.yaml", "sasl.jaas.config");
    }
  }

  @Test
  void eachRoleHasTheSecretsOfItsOwnOnly() {
    Manifests manifests = Chart.of("kafka-sasl-ssl");
    for (Pod pod : manifests.pods()) {
      JsonNode jaas = pod.variable("TELLTALE_KAFKA_PROPERTIES_SASL_JAAS_CONFIG");
      assertThat(jaas.at("/valueFrom/secretKeyRef/name").asText())
          .isEqualTo("telltale-kafka-" + pod.role());
    }
    Manifests everything = Chart.of("everything");
    assertThat(having(everything, "TELLTALE_JUDGE_LLM_API_KEY")).containsExactly("judge");
    assertThat(having(everything, "TELLTALE_ALERTS_SLACK_TOKEN")).containsExactly("alerts");
    assertThat(having(everything, "TELLTALE_UNSUBSCRIBE_SECRET"))
        .containsExactly("alerts", "control-plane");
    assertThat(having(everything, "TELLTALE_ACCESS_KEYS_FILE"))
        .containsExactly("control-plane", "gateway");
  }

  private static Set<String> having(Manifests manifests, String variable) {
    return manifests.pods().stream()
        .filter(pod -> pod.env().stream().anyMatch(v -> v.path("name").asText().equals(variable)))
        .map(Pod::role)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
