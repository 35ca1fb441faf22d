// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What stands in {@code deploy/prometheus}. */
final class RuleFiles {
  static final Path FOLDER = Path.of("prometheus");
  static final Path CONFIG = FOLDER.resolve("prometheus.yml");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");
  private static final Pattern METRIC =
      Pattern.compile("(?<![a-z0-9_:])((?:telltale|jvm|process|system|disk)_[a-z0-9_]+)");
  private static final Pattern RECORDED = Pattern.compile("(telltale:[a-z0-9_:]+)");

  private RuleFiles() {}

  static JsonNode yaml(Path file) throws IOException {
    return YAML.readTree(file.toFile());
  }

  static List<Path> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(".yml")).sorted().toList();
    }
  }

  /** Alerts and recording rules. */
  static List<JsonNode> rules() throws IOException {
    List<JsonNode> rules = new ArrayList<>();
    for (Path file : files("rules")) {
      for (JsonNode group : yaml(file).path("groups")) {
        group.path("rules").forEach(rules::add);
      }
    }
    return rules;
  }

  static List<JsonNode> alerts() throws IOException {
    return rules().stream().filter(rule -> rule.has("alert")).toList();
  }

  /** Those that a rule asks for, of whoever exports them. */
  static Set<String> metrics(JsonNode rule) {
    return found(METRIC, rule);
  }

  /** Those that it takes from other rules. */
  static Set<String> recorded(JsonNode rule) {
    return found(RECORDED, rule);
  }

  private static Set<String> found(Pattern pattern, JsonNode rule) {
    Set<String> names = new TreeSet<>();
    Matcher name = pattern.matcher(STRING.matcher(rule.path("expr").asText()).replaceAll("\"\""));
    while (name.find()) {
      names.add(name.group(1));
    }
    return names;
  }
}
