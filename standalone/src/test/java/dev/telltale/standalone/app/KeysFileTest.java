// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.telltale.standalone.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysFileTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /** Of {@code secret}, and of {@code other}: {@code printf %s secret | sha256sum}. */
  private static final String SECRET =
      "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

  private static final String OTHER =
      "d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa";

  @TempDir Path folder;
  private int writes;

  @Test
  void aChangedFileIsReadAgain() throws IOException {
    Path file = write(keys(SECRET));
    try (KeysFile keys = open(file)) {
      assertThat(keys.get().find("secret")).isPresent();
      assertThat(keys.get().find("other")).isEmpty();

      write(keys(OTHER));

      await().until(() -> keys.get().find("other").isPresent());
      assertThat(keys.get().find("secret")).isEmpty();
    }
  }

  @Test
  void aFileThatBecameUnreadableLeavesTheLastKeysInForceUntilItIsMended() throws IOException {
    Path file = write(keys(SECRET));
    try (KeysFile keys = open(file)) {
      write("- name: [");
      Files.delete(file);
      write("nonsense");
      await().during(Duration.ofMillis(200)).until(() -> keys.get().find("secret").isPresent());

      write(keys(OTHER));

      await().until(() -> keys.get().find("other").isPresent());
    }
  }

  @Test
  void aFileThatIsWrongAtTheStartIsRefusedByItsName() throws IOException {
    Path absent = folder.resolve("absent.yaml");
    assertThatThrownBy(() -> open(absent))
        .isInstanceOf(ConfigException.class)
        .hasMessage("access keys: file " + absent + " cannot be read");

    Path wrong = write("- name: agents\n  sha256: abc\n  rights: [ingest]\n");
    assertThatThrownBy(() -> open(wrong))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(wrong + ": ")
        .hasMessageContaining("agents");
  }

  private static KeysFile open(Path file) {
    return new KeysFile(file, InstantSource.fixed(NOW), Duration.ofMillis(10));
  }

  /** Every write has a time of its own, however coarse the clock of the file system is. */
  private Path write(String text) throws IOException {
    Path next = Files.writeString(folder.resolve("next"), text);
    Files.setLastModifiedTime(next, FileTime.from(NOW.plusSeconds(++writes)));
    return Files.move(
        next, folder.resolve("keys.yaml"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private static String keys(String sha256) {
    return "- name: agents\n  sha256: " + sha256 + "\n  project: shop\n  rights: [ingest]\n";
  }
}
