// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/clients.md tells, against the examples that are run. */
class ClientsPageTest {
  private static final String PAGE = text(Run.ROOT.resolve("docs/clients.md"));
  private static final Pattern PACKAGE = Pattern.compile("`([@a-z][^` ]*) (\\d+\\.\\d+\\.\\d+)`");

  /** What the examples need beside the client of each section. */
  private static final Set<String> COMPANIONS =
      Set.of("@opentelemetry/api", "@arizeai/openinference-semantic-conventions", "zod");

  @Test
  void everyPieceOfCodeStandsInAnExample() {
    List<String> examples = examples();
    Matcher blocks = Pattern.compile("(?s)```(js|java|yaml)\n(.*?)```").matcher(PAGE);
    List<String> pieces = blocks.results().map(block -> block.group(2)).toList();

    assertThat(pieces).hasSizeGreaterThan(8);
    assertThat(pieces)
        .allSatisfy(piece -> assertThat(examples).as(piece).anyMatch(e -> e.contains(piece)));
  }

  @Test
  void theVersionsAreThoseThatTheExamplesPin() throws IOException {
    Map<String, Set<String>> pinned = pinned();
    Map<String, Set<String>> told = new TreeMap<>();
    PACKAGE
        .matcher(PAGE)
        .results()
        .forEach(
            named ->
                told.computeIfAbsent(named.group(1), n -> new TreeSet<>()).add(named.group(2)));

    COMPANIONS.forEach(pinned::remove);
    assertThat(told).isEqualTo(pinned);
  }

  @Test
  void theJavaExampleRunsWithTheVersionThatItPins() {
    assertThat(pom().values())
        .allSatisfy(
            version ->
                assertThat(System.getProperty("java.class.path") + Client.openTelemetry())
                    .contains("opentelemetry-exporter-otlp-" + version + ".jar"));
  }

  @Test
  void everyVariableOfAClientIsOneThatTheExamplesAreRunWith() {
    Set<String> run =
        new TreeSet<>(
            new Client.Places(URI.create("x:/"), URI.create("x:/"), "", "")
                .variables(false)
                .keySet());
    run.add(Client.PROTOCOL);
    Set<String> told =
        Pattern.compile("(?m)\\b((?:OTEL|CATALYST|LANGFUSE|OPENAI)_[A-Z_]+)=")
            .matcher(PAGE)
            .results()
            .map(variable -> variable.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    told.remove("CATALYST_DEBUG"); // the test of wrong keys sets it

    assertThat(run).containsAll(told);
    assertThat(told).hasSizeGreaterThan(8);
  }

  @Test
  void everyExampleHasItsPlaceOnThePageAndNoneIsMissing() throws IOException {
    try (Stream<Path> folders = Files.list(Npm.EXAMPLES)) {
      assertThat(
              folders
                  .filter(Files::isDirectory)
                  .map(folder -> folder.getFileName().toString())
                  .filter(name -> !name.equals("node_modules")))
          .allSatisfy(name -> assertThat(PAGE).contains("](../deploy/clients/" + name + "/"));
    }
    assertThat(Client.all().map(Client::file))
        .allSatisfy(file -> assertThat(PAGE).contains("deploy/clients/" + file));
  }

  @Test
  void theLockFileNamesNoRegistry() throws IOException {
    JsonNode lock = new ObjectMapper().readTree(text(Npm.EXAMPLES.resolve("package-lock.json")));

    assertThat(lock.path("packages")).isNotEmpty();
    assertThat(lock.findValuesAsText("resolved")).noneMatch(place -> place.contains("://"));
  }

  @Test
  void theCollectorsConfigurationReadsTheTopicThatTheBridgeIsTriedWith() throws IOException {
    JsonNode config =
        new YAMLMapper().readTree(text(Npm.EXAMPLES.resolve("collector/config.yaml")));

    JsonNode traces = config.path("exporters").path("kafka/telltale").path("traces");
    assertThat(traces.path("topic").asText()).isEqualTo(CollectorRecords.TOPIC);
    assertThat(traces.path("encoding").asText()).isEqualTo("otlp_proto");
    assertThat(PAGE).contains("BRIDGE_TOPICS=" + CollectorRecords.TOPIC);
  }

  /** All versions of each package, since two examples may pin two. */
  private static Map<String, Set<String>> pinned() throws IOException {
    Map<String, Set<String>> pinned = new TreeMap<>();
    pom().forEach((name, version) -> pinned.put(name, new TreeSet<>(Set.of(version))));
    try (Stream<Path> files = Files.walk(Npm.EXAMPLES, 2)) {
      for (Path file : files.filter(f -> f.endsWith("package.json")).toList()) {
        new ObjectMapper()
            .readTree(text(file))
            .path("dependencies")
            .properties()
            .forEach(
                pin ->
                    pinned
                        .computeIfAbsent(pin.getKey(), name -> new TreeSet<>())
                        .add(pin.getValue().asText()));
      }
    }
    return pinned;
  }

  private static Map<String, String> pom() {
    return Pattern.compile("(?s)<artifactId>(opentelemetry-[^<]*)</.*?<version>([^<]*)<")
        .matcher(text(Npm.EXAMPLES.resolve("opentelemetry-java/pom.xml")))
        .results()
        .collect(Collectors.toMap(pin -> pin.group(1), pin -> pin.group(2)));
  }

  private static List<String> examples() {
    try (Stream<Path> files = Files.walk(Npm.EXAMPLES, 2)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(js|java|yaml)"))
          .map(ClientsPageTest::text)
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
