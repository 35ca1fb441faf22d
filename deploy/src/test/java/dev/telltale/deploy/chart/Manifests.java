// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What a rendering gave. */
record Manifests(List<JsonNode> all) {
  Manifests {
    all = List.copyOf(all);
  }

  Stream<JsonNode> ofKind(String kind) {
    return all.stream().filter(manifest -> manifest.path("kind").asText().equals(kind));
  }

  JsonNode named(String kind, String name) {
    return ofKind(kind)
        .filter(manifest -> name(manifest).equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
  }

  boolean has(String kind, String name) {
    return ofKind(kind).anyMatch(manifest -> name(manifest).equals(name));
  }

  /** Every pod that would run. */
  List<Pod> pods() {
    return all.stream()
        .flatMap(
            manifest ->
                switch (manifest.path("kind").asText()) {
                  case "Deployment", "StatefulSet", "Job" ->
                      Stream.of(new Pod(manifest, manifest.path("spec").path("template")));
                  case "Pod" -> Stream.of(new Pod(manifest, manifest));
                  default -> Stream.<Pod>empty();
                })
        .toList();
  }

  /** The pods of the roles, which stay. */
  List<Pod> roles() {
    return pods().stream().filter(pod -> !pod.role().equals("topics")).toList();
  }

  Pod role(String role) {
    return roles().stream().filter(pod -> pod.role().equals(role)).findFirst().orElseThrow();
  }

  static String name(JsonNode manifest) {
    return manifest.at("/metadata/name").asText();
  }

  static Stream<JsonNode> each(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new TreeMap<>();
    object.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  /**
   * A pod with the manifest that makes it.
   *
   * @param template metadata and spec
   */
  record Pod(JsonNode owner, JsonNode template) {
    String role() {
      return labels().getOrDefault("app.kubernetes.io/component", "");
    }

    Map<String, String> labels() {
      return texts(template.at("/metadata/labels"));
    }

    JsonNode spec() {
      return template.path("spec");
    }

    /** All of them have one. */
    JsonNode container() {
      return spec().at("/containers/0");
    }

    List<JsonNode> env() {
      return each(container().path("env")).toList();
    }

    JsonNode variable(String name) {
      return env().stream()
          .filter(variable -> variable.path("name").asText().equals(name))
          .findFirst()
          .orElseThrow(() -> new AssertionError(role() + ": no " + name));
    }

    @Override
    public String toString() {
      return owner.path("kind").asText() + ' ' + name(owner);
    }
  }
}
