// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.compose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.deploy.compose.ComposeFile.Service;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The commands of compose's containers, given to the jar that their image holds. */
class ComposeCommandsIT {
  private static final Path JAR = ComposeFile.ROOT.resolve("standalone/target/telltale.jar");

  @Test
  void theJarKnowsEveryCommand() throws Exception {
    for (Service service : new ComposeFile().services().values()) {
      if (service.isOurs()) {
        List<String> command =
            new ArrayList<>(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-jar",
                    JAR.toString()));
        service.list("command").forEach(word -> command.add(ComposeFile.resolved(word, Map.of())));
        // Words are read before help is given: a wrong one ends with 2.
        if (!command.contains("--help")) {
          command.add("--help");
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s: %s", service.list("command"), said).isZero();
      }
    }
  }
}
