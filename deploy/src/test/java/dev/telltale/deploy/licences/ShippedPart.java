// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.licences;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A component of the SBOM.
 *
 * @param jar its file in target/lib
 * @param said its licence by its POM, alternatives joined by a bar; empty when it says nothing
 */
record ShippedPart(String group, String name, String version, String jar, String said) {
  private static final Pattern CLASSIFIER = Pattern.compile("[?&]classifier=([^&]+)");

  static List<ShippedPart> of(Path sbom) throws IOException {
    List<ShippedPart> parts = new ArrayList<>();
    File file = sbom.toFile();
    for (JsonNode component : new ObjectMapper().readTree(file).path("components")) {
      parts.add(of(component));
    }
    return parts;
  }

  private static ShippedPart of(JsonNode component) {
    String name = component.path("name").asText();
    String version = component.path("version").asText();
    Matcher classifier = CLASSIFIER.matcher(component.path("purl").asText());
    String rest = classifier.find() ? "-" + classifier.group(1) : "";
    List<String> said = new ArrayList<>();
    for (JsonNode choice : component.path("licenses")) {
      JsonNode licence = choice.path("license");
      said.add(
          choice
              .path("expression")
              .asText(licence.path("id").asText(licence.path("name").asText())));
    }
    return new ShippedPart(
        component.path("group").asText(),
        name,
        version,
        name + "-" + version + rest + ".jar",
        String.join(" | ", said));
  }

  String part() {
    return group + ":" + name;
  }

  boolean isOurs() {
    return group.equals("dev.telltale");
  }
}
