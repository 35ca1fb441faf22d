// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.standalone.TestProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoStoppedIT {
  private static final Duration SOON = Duration.ofMinutes(2);

  @Test
  void aDemoThatIsStoppedOnItsWayFailsAndLeavesNoFolderBehind(@TempDir Path folder)
      throws Exception {
    try (TestProcess demo =
        TestProcess.start(
            Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder), "demo", "--exit")) {
      await().atMost(SOON).until(() -> demo.err().contains("signals and alerts are defined"));
      assertThat(folder).isDirectoryContaining("glob:**/telltale-demo-*");

      TestProcess.Result stopped = demo.terminate().await(SOON);

      assertThat(stopped.exitCode()).as(stopped.err()).isEqualTo(1);
      assertThat(stopped.err()).contains("telltale: stopping").doesNotContain("\tat ");
      assertThat(folder).isDirectoryNotContaining("glob:**/telltale-demo-*");
    }
  }
}
