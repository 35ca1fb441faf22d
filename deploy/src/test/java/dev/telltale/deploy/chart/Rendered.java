// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.chart;

import static dev.telltale.deploy.chart.Manifests.each;
import static dev.telltale.deploy.chart.Manifests.texts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.deploy.chart.Manifests.Pod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a container would find when it starts: its environment, and the files of config maps and of
 * the chart's own secrets below a folder. Of other secrets nothing is known: their values are made
 * up of their name and key.
 */
record Rendered(Map<String, String> environment) {
  Rendered {
    environment = Map.copyOf(environment);
  }

  static Rendered of(Manifests manifests, Pod pod, Path root) throws IOException {
    Map<String, String> environment = new TreeMap<>();
    for (JsonNode variable : pod.env()) {
      environment.put(variable.path("name").asText(), value(manifests, variable));
    }
    for (JsonNode volume : pod.spec().path("volumes")) {
      JsonNode mount =
          each(pod.container().path("volumeMounts"))
              .filter(any -> any.path("name").equals(volume.path("name")))
              .findFirst()
              .orElseThrow();
      String path = mount.path("mountPath").asText();
      Path folder = Files.createDirectories(root.resolve(path.substring(1)));
      if (volume.has("configMap")) {
        JsonNode map = manifests.named("ConfigMap", volume.at("/configMap/name").asText());
        for (Map.Entry<String, String> file : texts(map.path("data")).entrySet()) {
          Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
      } else if (volume.has("secret")) {
        for (JsonNode item : volume.at("/secret/items")) {
          Files.writeString(
              folder.resolve(item.path("path").asText()),
              secret(
                  manifests, volume.at("/secret/secretName").asText(), item.path("key").asText()));
        }
      }
      if (path.startsWith("/etc/telltale/config") || path.startsWith("/etc/telltale/access")) {
        environment.replaceAll(
            (name, value) -> value.startsWith(path + "/") ? root + value : value);
      }
    }
    return new Rendered(environment);
  }

  private static String value(Manifests manifests, JsonNode variable) {
    JsonNode from = variable.path("valueFrom");
    if (from.has("secretKeyRef")) {
      return secret(
          manifests, from.at("/secretKeyRef/name").asText(), from.at("/secretKeyRef/key").asText());
    }
    return from.has("fieldRef") ? "pod-0" : variable.path("value").asText();
  }

  private static String secret(Manifests manifests, String name, String key) {
    if (!manifests.has("Secret", name)) {
      // As a Slack token has to look; nothing else minds.
      return "xoxb-" + name + '/' + key;
    }
    String value = manifests.named("Secret", name).path("data").path(key).asText();
    return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
  }
}
