// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.telltale.schemas.topic.Kept;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the manual and the page about growth say, against the code and the files beside them. */
class ManualTest {
  private static final List<Page> PAGES = List.of(Page.MANUAL, Page.GROWTH);
  private static final Path RULES = Page.ROOT.resolve("deploy/prometheus/rules/telltale.yml");
  private static final Path METRICS = Page.ROOT.resolve("docs/metrics.md");

  @Test
  void everyMetricThatTheyNameIsInTheList() {
    assumeTrue(Files.exists(METRICS), "no list of metrics: " + METRICS);
    Set<String> listed =
        Page.rows(Page.read(METRICS).text()).stream()
            .map(row -> row.get(0).replace("`", ""))
            .collect(Collectors.toSet());

    List<String> named = all("`((?:telltale|jvm|process|disk)_[a-z0-9_]+)");

    assertThat(named).hasSizeGreaterThan(30);
    assertThat(named).filteredOn(metric -> !listed.contains(metric)).isEmpty();
  }

  @Test
  void everySettingThatTheyNameIsKnown() {
    Set<String> keys =
        ConfigReader.keys().stream()
            .map(key -> key.replace("[*]", ""))
            .collect(Collectors.toUnmodifiableSet());
    Set<String> variables =
        keys.stream().map(ConfigReader::variable).collect(Collectors.toUnmodifiableSet());

    List<String> named =
        all("`(telltale\\.[a-z][A-Za-z0-9.-]*[A-Za-z0-9])").stream()
            .map(key -> key.replace("NAME", "*"))
            .toList();

    assertThat(named).hasSizeGreaterThan(20);
    assertThat(named).filteredOn(key -> keys.stream().noneMatch(k -> isIn(k, key))).isEmpty();
    assertThat(all("(TELLTALE_[A-Z_]*[A-Z])")).isNotEmpty().allMatch(variables::contains);
  }

  @Test
  void theTableOfWhatIsStoredIsTheCatalogue() {
    List<List<String>> rows =
        Page.rows(Page.MANUAL.section("### What is stored, where, how long")).stream()
            .filter(row -> row.get(0).startsWith("`"))
            .toList();

    assertThat(rows)
        .extracting(row -> row.get(0) + " " + row.get(1))
        .containsExactlyElementsOf(
            Topics.all().stream().map(topic -> "`" + topic.name() + "` " + kept(topic)).toList());
  }

  @Test
  void everyRuleHasASectionAndNoOtherHas() throws IOException {
    assumeTrue(Files.exists(RULES), "no rules: " + RULES);
    List<String> alerts = new ArrayList<>();
    JsonNode groups = new ObjectMapper(new YAMLFactory()).readTree(RULES.toFile()).path("groups");
    for (JsonNode group : groups) {
      group.path("rules").forEach(rule -> alerts.add(rule.path("alert").asText()));
    }

    assertThat(Page.MANUAL.all("\n### (Telltale\\w+)\n"))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(alerts);
    assertThat(alerts)
        .filteredOn(alert -> !isWhole(Page.MANUAL.section("### " + alert).strip()))
        .isEmpty();
  }

  @Test
  void everyLinkLeadsToAFileAndItsSection() {
    for (String part :
        List.of("compose", "containers", "helm/telltale", "image", "kafka", "prometheus")) {
      Path folder = Page.ROOT.resolve("deploy").resolve(part);
      assumeTrue(Files.exists(folder), "not here: " + folder);
    }
    for (Page page : PAGES) {
      assertThat(page.all("\\]\\(([^)]+)\\)")).isNotEmpty().allSatisfy(link -> leads(page, link));
    }
  }

  /** A few lines with something to look at. */
  private static boolean isWhole(String section) {
    return section.length() > 60 && section.length() < 500 && section.contains("`");
  }

  /** A key, or the group that it is in. */
  private static boolean isIn(String key, String named) {
    return key.equals(named) || key.startsWith(named + ".");
  }

  private static void leads(Page page, String link) {
    String[] parts = link.split("#", 2);
    Path file = parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]);
    assertThat(file).exists();
    if (parts.length == 2) {
      assertThat(Page.read(file).all("\n#+ ([^\n]+)").stream().map(ManualTest::anchor))
          .as(link)
          .contains(parts[1]);
    }
  }

  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
  }

  private static List<String> all(String pattern) {
    return PAGES.stream().flatMap(page -> page.all(pattern).stream()).distinct().toList();
  }

  private static String kept(Topic<?, ?> topic) {
    if (topic.kept() instanceof Kept.For kept) {
      long hours = kept.time().toHours();
      return hours % 24 == 0 ? hours / 24 + " days" : hours + " hour" + (hours == 1 ? "" : "s");
    }
    return "last of each key";
  }
}
