// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.boards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The TypeScript compiler holds the dashboards against Grafana's types, and their files against
 * their sources.
 */
class BoardsSchemaTest {
  private static final Path FOLDER = Path.of("target", "grafana");
  private static final long MINUTES = 5;

  @BeforeAll
  static void modulesAreThere() throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Prometheus.program("npm").isPresent(), "npm is not installed: types are not checked");
    copy();
    Said said = npm("ci", "--no-fund", "--no-audit");
    Assumptions.assumeTrue(
        said.exit == 0, "npm cannot fetch Grafana's types: they are not checked\n" + said.words);
  }

  @Test
  void filesAreAsTheirSourcesHaveThemAndGrafanasTypesWantThem() throws Exception {
    Said said = npm("run", "check");

    assertThat(said.exit).as(said.words).isZero();
  }

  @Test
  void aMistypedKeyAnUnknownWordAndAFileChangedByHandAreFound() throws Exception {
    Path signals = FOLDER.resolve("dashboards").resolve("telltale-signals.json");
    Path agents = FOLDER.resolve("dashboards").resolve("telltale-agents.json");
    String goodSignals = Files.readString(signals);
    String goodAgents = Files.readString(agents);
    Files.writeString(signals, goodSignals.replace("\"gridPos\"", "\"gridPoz\""));
    Files.writeString(agents, goodAgents.replace("\"absolute\"", "\"absolut\""));
    try {
      Said check = npm("run", "check");
      Said types = npm("run", "types");

      assertThat(check.exit).isNotZero();
      assertThat(check.words).contains("dashboards/telltale-signals.json", "npm run build");
      assertThat(types.words).contains("gridPoz", "\"absolut\"");
    } finally {
      Files.writeString(signals, goodSignals);
      Files.writeString(agents, goodAgents);
    }
  }

  /** Modules and compiled files stay out of the sources. */
  private static void copy() throws IOException {
    try (Stream<Path> files = Files.walk(Board.HOME)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path name = Board.HOME.relativize(file);
        String top = name.getName(0).toString();
        if (!List.of("node_modules", "target").contains(top)) {
          Path to = FOLDER.resolve(name);
          Files.createDirectories(to.toAbsolutePath().getParent());
          Files.copy(file, to, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private record Said(int exit, String words) {}

  private static Said npm(String... words) throws IOException, InterruptedException {
    Path log = Files.createTempFile("npm-", ".log");
    List<String> command =
        Stream.concat(
                Stream.of(Prometheus.program("npm").orElseThrow().toString()), Stream.of(words))
            .toList();
    Process npm =
        new ProcessBuilder(command)
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!npm.waitFor(MINUTES, TimeUnit.MINUTES)) {
        return new Said(1, "npm took longer than " + MINUTES + " minutes");
      }
      return new Said(npm.exitValue(), Files.readString(log));
    } finally {
      npm.destroyForcibly();
      Files.delete(log);
    }
  }
}
