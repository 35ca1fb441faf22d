// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.chart;

import static dev.telltale.deploy.chart.Manifests.each;
import static dev.telltale.deploy.chart.Manifests.name;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.deploy.chart.Manifests.Pod;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What each pod may do, how it is asked for its health, and how it ends. */
class PodsTest {
  @SuppressWarnings("unused") // By JUnit, by its name.
  private static final List<String> SETS = Chart.SETS;

  @ParameterizedTest
  @FieldSource("SETS")
  void everyPodIsAsTheRestrictedProfileWantsIt(String set) {
    for (Pod pod : Chart.of(set).pods()) {
      JsonNode own = pod.spec().path("securityContext");
      JsonNode container = pod.container().path("securityContext");
      assertThat(own.path("runAsNonRoot").asBoolean()).as(pod.toString()).isTrue();
      assertThat(own.path("runAsUser").asInt()).as(pod.toString()).isEqualTo(10001);
      assertThat(own.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
      assertThat(container.path("allowPrivilegeEscalation").asBoolean(true))
          .as(pod.toString())
          .isFalse();
      assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(each(container.at("/capabilities/drop")))
          .extracting(JsonNode::asText)
          .containsExactly("ALL");
      assertThat(pod.spec().path("containers")).hasSize(1);
      assertThat(pod.spec().has("initContainers")).isFalse();
      assertThat(pod.spec().path("hostNetwork").asBoolean()).isFalse();
      for (JsonNode volume : pod.spec().path("volumes")) {
        assertThat(volume.has("hostPath")).as(pod + " " + volume).isFalse();
      }
    }
  }

  /** A service telltale-gateway would make a variable TELLTALE_GATEWAY_PORT, which is a setting. */
  @ParameterizedTest
  @FieldSource("SETS")
  void noPodIsToldOfServicesOrGivenAToken(String set) {
    for (Pod pod : Chart.of(set).pods()) {
      assertThat(pod.spec().path("enableServiceLinks").asBoolean(true))
          .as(pod.toString())
          .isFalse();
      assertThat(pod.spec().path("automountServiceAccountToken").asBoolean(true))
          .as(pod.toString())
          .isFalse();
    }
  }

  @ParameterizedTest
  @FieldSource("SETS")
  void probesAskThePortOfMetricsWhetherItIsAliveAndWhetherItIsReady(String set) {
    for (Pod pod : Chart.of(set).roles()) {
      Map<String, Integer> ports = new TreeMap<>();
      each(pod.container().path("ports"))
          .forEach(
              port -> ports.put(port.path("name").asText(), port.path("containerPort").asInt()));
      for (Map.Entry<String, String> probe :
          Map.of(
                  "startupProbe", "/health/live",
                  "livenessProbe", "/health/live",
                  "readinessProbe", "/health/ready")
              .entrySet()) {
        JsonNode get = pod.container().path(probe.getKey()).path("httpGet");
        assertThat(get.path("path").asText()).as(pod + probe.getKey()).isEqualTo(probe.getValue());
        assertThat(ports).as(pod.toString()).containsKey(get.path("port").asText());
      }
      assertThat(ports.get("metrics")).isEqualTo(port(pod, "TELLTALE_METRICS_PORT"));
      if (pod.role().equals("gateway")) {
        assertThat(ports.get("otlp-grpc")).isEqualTo(port(pod, "TELLTALE_GATEWAY_GRPC_PORT"));
        assertThat(ports.get("otlp-http")).isEqualTo(port(pod, "TELLTALE_GATEWAY_HTTP_PORT"));
      }
      if (pod.role().equals("control-plane")) {
        assertThat(ports.get("api")).isEqualTo(port(pod, "TELLTALE_CONTROL_PLANE_PORT"));
      }
    }
  }

  private static int port(Pod pod, String variable) {
    return Integer.parseInt(pod.variable(variable).path("value").asText());
  }

  @Test
  void theGatewayServesOnBeforeItEndsAndHasTimeForItsDrain() {
    Pod gateway =
        Chart.with("gateway: {preStopSeconds: 25}\naccess: {anonymous: true}").role("gateway");

    assertThat(gateway.container().at("/lifecycle/preStop/sleep/seconds").asInt()).isEqualTo(25);
    // Ten seconds each for requests, the bridge and the producer.
    assertThat(grace(gateway)).isGreaterThan(25 + 30);
  }

  @Test
  void theJudgeHasMoreTimeThanItsDrainHoweverItIsWritten() {
    assertThat(grace(Chart.of("defaults").role("judge"))).isGreaterThan(20 + 15);
    assertThat(grace(Chart.of("everything").role("judge"))).isGreaterThan(90 + 15);
    assertThat(grace(Chart.with("config: {judge: {drain: 1h2m3s}}").role("judge")))
        .isBetween(3723 + 15L, 3723 + 120L);
  }

  /** What StreamsRole and Alerts give their stream applications, one after the other. */
  @Test
  void streamsHaveMoreTimeThanTheyTakeToClose() {
    assertThat(grace(Chart.of("defaults").role("classifier"))).isGreaterThan(2 * 30 + 2 * 10);
    assertThat(grace(Chart.of("defaults").role("alerts"))).isGreaterThan(20 + 2 * 15);
  }

  private static long grace(Pod pod) {
    return pod.spec().path("terminationGracePeriodSeconds").asLong();
  }

  @ParameterizedTest
  @FieldSource("SETS")
  void streamsHaveTheNamesOfTheirPodsAndTheirStateWhereItStays(String set) {
    for (String role : List.of("classifier", "alerts")) {
      Pod pod = Chart.of(set).role(role);
      JsonNode spec = pod.owner().path("spec");
      String variable = "TELLTALE_" + role.toUpperCase(java.util.Locale.ROOT) + "_INSTANCE_ID";
      assertThat(pod.variable(variable).at("/valueFrom/fieldRef/fieldPath").asText())
          .isEqualTo("metadata.name");
      assertThat(pod.owner().path("kind").asText()).isEqualTo("StatefulSet");
      assertThat(spec.path("podManagementPolicy").asText()).isEqualTo("Parallel");
      JsonNode mount =
          each(pod.container().path("volumeMounts"))
              .filter(any -> any.path("name").asText().equals("state"))
              .findFirst()
              .orElseThrow();
      assertThat(pod.variable("TELLTALE_CLASSIFIER_STATE_DIR").path("value").asText())
          .startsWith(mount.path("mountPath").asText() + "/");
      boolean kept =
          each(spec.path("volumeClaimTemplates")).anyMatch(claim -> name(claim).equals("state"));
      boolean temporary =
          each(pod.spec().path("volumes"))
              .anyMatch(volume -> volume.path("name").asText().equals("state"));
      assertThat(kept).as(set + " " + role).isNotEqualTo(temporary);
      assertThat(kept).as(set + " " + role).isNotEqualTo(set.equals("trial"));
    }
  }

  @ParameterizedTest
  @FieldSource("SETS")
  void theHeapLeavesRoomForWhatLivesOutsideOfIt(String set) {
    for (Pod pod : Chart.of(set).roles()) {
      String options = pod.variable("JDK_JAVA_OPTIONS").path("value").asText();
      int share = Integer.parseInt(options.replaceAll("(?s).*MaxRAMPercentage=(\\d+).*", "$1"));
      assertThat(share).as(pod.toString()).isBetween(40, pod.role().equals("gateway") ? 70 : 60);
      assertThat(pod.container().at("/resources/limits/memory").asText()).isNotEmpty();
      assertThat(pod.container().at("/resources/requests/cpu").asText()).isNotEmpty();
    }
  }

  @Test
  void aChangeOfSettingsReplacesThePods() {
    String before = Chart.of("defaults").role("judge").template().path("metadata").toString();

    assertThat(
            Chart.with("config: {judge: {joint: true}}")
                .role("judge")
                .template()
                .path("metadata")
                .toString())
        .isNotEqualTo(before);
    assertThat(
            Chart.with("registry: {authorization: Basic abc}")
                .role("judge")
                .template()
                .path("metadata")
                .toString())
        .isNotEqualTo(before);
    assertThat(
            Chart.with("gateway: {replicas: 5}")
                .role("judge")
                .template()
                .path("metadata")
                .toString())
        .isEqualTo(before);
  }
}
