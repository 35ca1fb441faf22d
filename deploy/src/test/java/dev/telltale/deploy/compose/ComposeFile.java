// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.compose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** deploy/compose as Compose reads it: anchors and merges are resolved, variables are not. */
final class ComposeFile {
  static final Path ROOT =
      Path.of(System.getProperty("telltale.root", "..")).toAbsolutePath().normalize();
  static final Path FOLDER = ROOT.resolve("deploy/compose");

  static final Set<String> ROLES =
      Set.of("gateway", "classifier", "judge", "alerts", "control-plane");

  private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{([A-Z_]+)(?::-([^}]*))?}");

  private final Map<String, Object> yaml = yaml("compose.yaml");

  /** A bind mount's two ends. */
  record Mount(Path host, String inside) {}

  /** One service. */
  record Service(String name, Map<String, Object> keys) {
    boolean isOurs() {
      return text("image").contains("telltale:latest");
    }

    boolean runsOn() {
      return text("restart").equals("unless-stopped");
    }

    String text(String key) {
      return String.valueOf(keys.getOrDefault(key, ""));
    }

    List<String> list(String key) {
      List<String> texts = new ArrayList<>();
      if (keys.get(key) instanceof List<?> values) {
        values.forEach(value -> texts.add(String.valueOf(value)));
      }
      return texts;
    }

    Map<String, Object> map(String key) {
      return children(keys, key);
    }

    /** Null for what is passed on from outside. */
    Map<String, @Nullable String> environment() {
      Map<String, @Nullable String> variables = new TreeMap<>();
      map("environment").forEach((k, v) -> variables.put(k, v == null ? null : v.toString()));
      return variables;
    }

    List<Mount> mounts() {
      return list("volumes").stream()
          .filter(volume -> volume.startsWith("."))
          .map(volume -> volume.split(":", -1))
          .map(parts -> new Mount(FOLDER.resolve(parts[0]).normalize(), parts[1]))
          .toList();
    }
  }

  Map<String, Service> services() {
    Map<String, Service> services = new LinkedHashMap<>();
    children(yaml, "services").keySet().forEach(name -> services.put(name, service(name)));
    return services;
  }

  Service service(String name) {
    return new Service(name, children(children(yaml, "services"), name));
  }

  Set<String> volumes() {
    return children(yaml, "volumes").keySet();
  }

  /** The variables that a text takes from outside, with what holds without them. */
  static Map<String, @Nullable String> variables(String text) {
    Map<String, @Nullable String> found = new TreeMap<>();
    Matcher matcher = VARIABLE.matcher(text);
    while (matcher.find()) {
      found.put(matcher.group(1), matcher.group(2));
    }
    return found;
  }

  /** A text with its variables replaced. */
  static String resolved(String text, Map<String, String> outside) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            m -> {
              String otherwise = m.group(2) == null ? "" : m.group(2);
              return Matcher.quoteReplacement(outside.getOrDefault(m.group(1), otherwise));
            });
  }

  static String text() {
    return read(FOLDER.resolve("compose.yaml"));
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The variables of .env.example with the values that stand there. */
  static Map<String, String> example() {
    Map<String, String> variables = new TreeMap<>();
    Matcher matcher =
        Pattern.compile("(?m)^#([A-Z_]+)=(.*)$").matcher(read(FOLDER.resolve(".env.example")));
    while (matcher.find()) {
      variables.put(matcher.group(1), matcher.group(2));
    }
    return variables;
  }

  static Map<String, Object> yaml(String file) {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(read(FOLDER.resolve(file)));
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> children(Map<String, Object> parent, String key) {
    return parent.get(key) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
