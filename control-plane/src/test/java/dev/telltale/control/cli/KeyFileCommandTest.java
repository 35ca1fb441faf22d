// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.schemas.access.AccessKey;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.access.Right;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeyFileCommandTest {
  @TempDir Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();

  @Test
  void aNewKeyOpensWhatItsListSays() throws IOException {
    run(1);

    AccessKey key = AccessKeys.parse(list(), Instant.EPOCH).find(key()).orElseThrow();
    assertThat(key.getRights()).containsExactly(Right.INGEST, Right.READ, Right.WRITE);
    assertThat(key.getProject()).isEqualTo("default");
    assertThat(ApiKey.of(Map.of("TELLTALE_API_KEY_FILE", folder.resolve("key").toString())))
        .contains(key());
  }

  @Test
  void aKeyThatIsThereStaysAndNoTwoInstallationsHaveTheSame() throws IOException {
    run(1);
    String first = key();
    run(2);

    assertThat(key()).isEqualTo(first);
    Files.delete(folder.resolve("key"));
    run(2);
    assertThat(key()).isNotEqualTo(first);
    assertThat(AccessKeys.parse(list(), Instant.EPOCH).find(first)).isEmpty();
  }

  @Test
  void theEnvironmentsKeyReplacesTheOneThatIsThere() throws IOException {
    run(1);
    environment.put("TELLTALE_API_KEY", "0123456789abcdef");
    run(1);

    assertThat(key()).isEqualTo("0123456789abcdef");
    assertThat(AccessKeys.parse(list(), Instant.EPOCH).find(key())).isPresent();
  }

  @Test
  void aShortKeyIsRefusedAndNothingIsWritten() {
    environment.put("TELLTALE_API_KEY", "secret");

    assertThatThrownBy(() -> run(1))
        .hasMessageContaining("too short")
        .hasMessageNotContaining("secret");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void onlyItsOwnerReadsTheKeyAndNobodyIsToldIt() throws IOException {
    run(1);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("key"))))
        .isEqualTo("rw-------");
    assertThat(out.toString()).contains(folder.toString()).doesNotContain(key());
    assertThat(list()).doesNotContain(key());
  }

  @Test
  void aFileThatCannotBeReadIsNamed() {
    assertThatThrownBy(() -> ApiKey.of(Map.of("TELLTALE_API_KEY_FILE", "/nowhere/key")))
        .hasMessageContaining("TELLTALE_API_KEY_FILE")
        .hasMessageContaining("/nowhere/key");
  }

  private void run(long seed) {
    KeyFileCommand command = new KeyFileCommand(environment, new Random(seed));
    new CommandLine(command).setOut(new PrintWriter(out)).parseArgs(folder.toString());
    assertThat(command.call()).isZero();
  }

  private String key() throws IOException {
    return Files.readString(folder.resolve("key")).strip();
  }

  private String list() throws IOException {
    return Files.readString(folder.resolve("keys.yaml"));
  }
}
