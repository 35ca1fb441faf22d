// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.chart;

import static dev.telltale.deploy.chart.Manifests.each;
import static dev.telltale.deploy.chart.Manifests.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.deploy.chart.Manifests.Pod;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who may speak with whom: what no policy names is denied. */
class NetworkTest {
  @Test
  void everyPodHasAPolicyForBothDirections() {
    Manifests manifests = Chart.of("everything");
    for (Pod pod : manifests.pods()) {
      List<JsonNode> policies =
          manifests
              .ofKind("NetworkPolicy")
              .filter(
                  policy ->
                      pod.labels()
                          .entrySet()
                          .containsAll(
                              texts(policy.at("/spec/podSelector/matchLabels")).entrySet()))
              .toList();
      assertThat(policies).as(pod.toString()).hasSize(1);
      assertThat(each(policies.get(0).at("/spec/policyTypes")).map(JsonNode::asText))
          .containsExactly("Ingress", "Egress");
    }
  }

  @Test
  void portsThatAreServedAreThePortsThatMayBeReached() {
    Manifests manifests = Chart.of("everything");
    for (Pod pod : manifests.roles()) {
      Set<Integer> served =
          each(pod.container().path("ports"))
              .map(port -> port.path("containerPort").asInt())
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(ports(policy(manifests, pod.role()), "ingress")).as(pod.role()).isEqualTo(served);
    }
    assertThat(ports(policy(manifests, "topics"), "ingress")).isEmpty();
  }

  @Test
  void rolesReachKafkaTheRegistryAndNamesAndOnlyTwoReachMore() {
    Manifests manifests = Chart.of("kafka-sasl-ssl");

    for (String role : List.of("gateway", "classifier", "control-plane")) {
      assertThat(ports(policy(manifests, role), "egress"))
          .as(role)
          .containsExactlyInAnyOrder(53, 443, 9093, 9094);
    }
    assertThat(ports(policy(manifests, "topics"), "egress"))
        .containsExactlyInAnyOrder(53, 9093, 9094);
    assertThat(ports(policy(manifests, "alerts"), "egress"))
        .containsExactlyInAnyOrder(53, 443, 587, 9093, 9094);
    assertThat(policy(manifests, "gateway").at("/spec/egress/1/to/0/ipBlock/cidr").asText())
        .isEqualTo("10.20.0.0/16");
    assertThat(policy(manifests, "gateway").at("/spec/egress/2/to/0/ipBlock/cidr").asText())
        .isEqualTo("10.30.0.0/16");
  }

  @Test
  void theRegistrysPortIsReadFromItsAddress() {
    assertThat(registryPort("http://registry:8081")).isEqualTo(8081);
    assertThat(registryPort("http://registry/path:1/v2")).isEqualTo(80);
    assertThat(registryPort("https://registry.example.test")).isEqualTo(443);
    assertThat(registryPort("https://registry.example.test:8443/apis")).isEqualTo(8443);
  }

  private static int registryPort(String url) {
    return policy(Chart.with("registry: {url: '" + url + "'}"), "classifier")
        .at("/spec/egress/2/ports/0/port")
        .asInt();
  }

  private static JsonNode policy(Manifests manifests, String role) {
    return manifests.named("NetworkPolicy", Chart.RELEASE + '-' + role);
  }

  private static Set<Integer> ports(JsonNode policy, String direction) {
    return each(policy.path("spec").path(direction))
        .flatMap(rule -> each(rule.path("ports")))
        .map(port -> port.path("port").asInt())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
