// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Every manifest is read into the type that Kubernetes has for it: unknown fields, missing ones and
 * values of other types are refused. KEDA's has no type here.
 */
class KubernetesTypesTest {
  @SuppressWarnings("unused") // By JUnit, by its name.
  private static final List<String> SETS = Chart.SETS;

  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .annotationIntrospector(new NothingBeside())
          .build();

  private static final Map<String, Reader> TYPES =
      Map.ofEntries(
          Map.entry("v1 ConfigMap", V1ConfigMap::fromJson),
          Map.entry("v1 Secret", V1Secret::fromJson),
          Map.entry("v1 Service", V1Service::fromJson),
          Map.entry("v1 ServiceAccount", V1ServiceAccount::fromJson),
          Map.entry("v1 Pod", V1Pod::fromJson),
          Map.entry("apps/v1 Deployment", V1Deployment::fromJson),
          Map.entry("apps/v1 StatefulSet", V1StatefulSet::fromJson),
          Map.entry("batch/v1 Job", V1Job::fromJson),
          Map.entry("policy/v1 PodDisruptionBudget", V1PodDisruptionBudget::fromJson),
          Map.entry("autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler::fromJson),
          Map.entry("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy::fromJson),
          Map.entry("networking.k8s.io/v1 Ingress", V1Ingress::fromJson),
          Map.entry("monitoring.coreos.com/v1 ServiceMonitor", of(ServiceMonitor.class)),
          Map.entry("monitoring.coreos.com/v1 PrometheusRule", of(PrometheusRule.class)),
          Map.entry("keda.sh/v1alpha1 ScaledObject", text -> text));

  /** Reads a manifest, or throws. */
  private interface Reader {
    Object read(String json) throws IOException;
  }

  @ParameterizedTest
  @FieldSource("SETS")
  void everyManifestIsOfItsType(String set) {
    List<String> wrong = new ArrayList<>();
    for (JsonNode manifest : Chart.of(set).all()) {
      try {
        read(manifest);
      } catch (IOException | RuntimeException e) {
        wrong.add(manifest.path("kind").asText() + ' ' + Manifests.name(manifest) + ": " + e);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void whatIsNotOfItsTypeIsNoticed() {
    refused("apps/v1", "Deployment", "{'selector':{},'template':{},'replica':1}");
    refused("apps/v1", "Deployment", "{'template':{}}");
    refused("apps/v1", "Deployment", "{'selector':{},'template':{},'replicas':'two'}");
    refused(
        "apps/v1",
        "Deployment",
        "{'selector':{},'template':{'spec':{'containers':[{'name':'a','resource':{}}]}}}");
    refused("monitoring.coreos.com/v1", "ServiceMonitor", "{'endpoint':[]}");
    refused("monitoring.coreos.com/v1", "PrometheusRule", "{'groups':[{'name':'a','rule':[]}]}");
    assertThatCode(() -> read(manifest("apps/v1", "Deployment", "{'selector':{},'template':{}}")))
        .doesNotThrowAnyException();
  }

  private static void refused(String version, String kind, String spec) {
    assertThatThrownBy(() -> read(manifest(version, kind, spec)))
        .as(spec)
        .isNotInstanceOf(NullPointerException.class);
  }

  private static void read(JsonNode manifest) throws IOException {
    String type = manifest.path("apiVersion").asText() + ' ' + manifest.path("kind").asText();
    Reader reader = Objects.requireNonNull(TYPES.get(type), "no such type: " + type);
    assertThat(reader.read(manifest.toString())).isNotNull();
  }

  private static JsonNode manifest(String version, String kind, String spec)
      throws JsonProcessingException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode manifest = json.createObjectNode().put("apiVersion", version).put("kind", kind);
    manifest.set("spec", json.readTree(spec.replace('\'', '"')));
    return manifest;
  }

  private static Reader of(Class<?> type) {
    return json -> STRICT.readValue(json, type);
  }

  /** These types keep what they do not know in a map beside. */
  private static final class NothingBeside extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAnySetter(com.fasterxml.jackson.databind.introspect.Annotated member) {
      return member instanceof AnnotatedMember ? Boolean.FALSE : super.hasAnySetter(member);
    }
  }
}
