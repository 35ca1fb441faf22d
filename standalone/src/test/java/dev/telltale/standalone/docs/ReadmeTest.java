// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.classifier.sample.Sampling;
import dev.telltale.control.manifest.AlertTimes;
import dev.telltale.control.manifest.Drafts;
import dev.telltale.control.manifest.ManifestFile;
import dev.telltale.control.manifest.ManifestReader;
import dev.telltale.control.manifest.Templates;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.TestProcess;
import dev.telltale.standalone.app.LauncherVerbs;
import dev.telltale.standalone.config.ConfigReader;
import dev.telltale.standalone.config.RoleSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;

/**
 * What README and its pages say, against the code. What it tells to run is run by {@link ReadmeIT}
 * and others.
 */
class ReadmeTest {
  private static final String OF_KAFKA = "TELLTALE_KAFKA_PROPERTIES_";

  @Test
  void bothCommandsStandInTheFirstFortyLines() {
    assertThat(Readme.firstLines(40)).contains("./telltale demo --exit", "mvn -B verify");
  }

  @Test
  void everyRoleAndVerbThatItNamesExists() {
    List<String> named = Readme.all("\\./telltale ([a-z-]+)");

    assertThat(named).hasSizeGreaterThan(5);
    assertThat(LauncherVerbs.names()).containsAll(named);
  }

  @Test
  void everyCommandThatItOrTheManualShowsCouldBeRun() {
    List<String> wrong =
        Pattern.compile("\\./telltale ([a-z][^`\n#|&]*)")
            .matcher(Readme.withManual())
            .results()
            .flatMap(command -> LauncherVerbs.problem(command.group(1)).stream())
            .toList();

    assertThat(wrong).isEmpty();
  }

  @Test
  void everyEnvironmentVariableThatItNamesIsKnown() {
    Set<String> known =
        ConfigReader.keys().stream().map(ConfigReader::variable).collect(Collectors.toSet());
    known.add("TELLTALE_CONFIG");

    AdminClientConfig.configNames().stream()
        .map(name -> OF_KAFKA + name.toUpperCase(Locale.ROOT).replace('.', '_'))
        .forEach(known::add);

    assertThat(Readme.all("(TELLTALE_[A-Z_]*[A-Z])\\b"))
        .isNotEmpty()
        .allSatisfy(v -> assertThat(known).contains(v));
    assertThat(Readme.all("[ `(](telltale\\.(?:access|judge|alerts|kafka)\\.[a-z.-]+[a-z])"))
        .isNotEmpty()
        .allSatisfy(
            key ->
                assertThat(ConfigReader.keys())
                    .anyMatch(one -> one.equals(key) || one.equals(key + ".*")));
  }

  @Test
  void everyTopicThatItNamesIsInTheCatalogue() {
    String text = Readme.text();
    String section = text.substring(text.indexOf("## What comes out")).split("\n## ", 2)[0];
    List<String> topics =
        section
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(row -> row.split("\\|", -1)[1])
            .filter(cell -> !cell.contains("/") && !cell.contains("campaign"))
            .flatMap(cell -> List.of(cell.replace("`", "").split(",", -1)).stream())
            .map(String::strip)
            .toList();

    assertThat(topics).contains("spans", "labels", "dead-letters");
    assertThat(topics).allSatisfy(topic -> assertThat(Topics.named(topic)).as(topic).isPresent());
  }

  @Test
  void everyTemplateThatItNamesIsThereAndBack() {
    assertThat(Readme.text()).contains("# " + String.join(", ", Templates.bundled().names()));
  }

  @Test
  void theSamplingVectorsAreWhatTheCodeComputes() {
    List<String> rows =
        Readme.text()
            .lines()
            .filter(line -> line.matches("\\| `.*` \\| `.*` \\| 0\\.\\d+ \\|"))
            .toList();

    assertThat(rows).hasSize(3);
    for (String row : rows) {
      String[] cells = row.split("\\|", -1);
      String salt = cells[1].strip().replace("`", "");
      String target = cells[2].strip().replace("`", "");
      assertThat(Sampling.position(salt, target)).isEqualTo(Double.parseDouble(cells[3].strip()));
    }
  }

  @Test
  void theSignalsFileIsOneThatApplyTakes() {
    String manifest =
        Readme.blocks("yaml").stream().filter(b -> b.startsWith("kind:")).findFirst().orElseThrow();
    Drafts drafts =
        new ManifestReader(Templates.bundled(), new AlertTimes(false))
            .read(List.of(new ManifestFile("signals.yaml", manifest)));

    assertThat(drafts.problems()).isEmpty();
    assertThat(drafts.inOrder()).hasSize(3);
  }

  @Test
  void theFileOfAccessKeysIsOneThatIsRead() {
    String keys =
        Readme.blocks("yaml").stream()
            .filter(block -> block.contains("sha256"))
            .findFirst()
            .orElseThrow();

    assertThat(AccessKeys.parse(keys, Instant.EPOCH).find("secret")).isPresent();
  }

  @Test
  void theSettingsOfRedactionAreSomeThatTheGatewayTakes() throws IOException {
    Path file = Files.createTempFile("settings", ".yaml");
    try {
      Files.writeString(
          file,
          Readme.blocks("yaml").stream()
              .filter(block -> block.contains("redaction:"))
              .findFirst()
              .orElseThrow());
      RoleSettings settings =
          new RoleSettings(ConfigReader.read(Map.of(), Optional.of(file), Map.of(), Map.of()));

      assertThat(settings.gateway().redaction().values()).containsOnlyKeys("customer-number");
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void everyFileThatAPageLinksToIsThereAndEveryPageIsLinkedTo() {
    List<Path> linked = new ArrayList<>();
    for (Path page : Readme.pages()) {
      Pattern.compile("\\]\\(([^)#]+)[^)]*\\)")
          .matcher(Readme.text(page))
          .results()
          .forEach(link -> linked.add(page.resolveSibling(link.group(1)).normalize()));
    }

    assertThat(linked).contains(TestProcess.ROOT.resolve("LICENSE").normalize());
    assertThat(linked).allSatisfy(file -> assertThat(file).exists());
    assertThat(linked).containsAll(Readme.pages().stream().skip(1).map(Path::normalize).toList());
  }
}
