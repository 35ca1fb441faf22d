// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.gateway.admit.InFlight;
import dev.telltale.gateway.admit.InFlight.Share;
import dev.telltale.gateway.intake.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GunzipTest {
  private static final byte[] TEXT = "spans ".repeat(1000).getBytes(UTF_8);

  @Test
  void aWholeBodyIsInflated() {
    assertThat(inflate(gzip(TEXT), TEXT.length)).isEqualTo(TEXT);
  }

  @Test
  void oneByteOverTheLimitIsTooLarge() {
    assertRefused(gzip(TEXT), TEXT.length - 1, Refusal.TOO_LARGE);
  }

  @Test
  void membersOneAfterTheOtherAreOneBody() throws IOException {
    ByteArrayOutputStream two = new ByteArrayOutputStream();
    two.write(gzip("ab".getBytes(UTF_8)));
    two.write(gzip("cd".getBytes(UTF_8)));

    assertThat(inflate(two.toByteArray(), 100)).isEqualTo("abcd".getBytes(UTF_8));
  }

  @Test
  void aBodyThatIsCutOffIsInvalidWhereverItIsCut() {
    byte[] whole = gzip(TEXT);
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length), 1_000_000, Refusal.INVALID);
    }
  }

  @Test
  void aBodyThatWasChangedOnItsWayIsInvalid() {
    byte[] changed = gzip(TEXT);
    changed[changed.length - 6] ^= 1;

    assertRefused(changed, 1_000_000, Refusal.INVALID);
  }

  @Test
  void whatIsNoGzipIsInvalid() {
    assertRefused(TEXT, 1_000_000, Refusal.INVALID);
  }

  private static byte[] inflate(byte[] body, int maxBytes) {
    InFlight enough = new InFlight(Long.MAX_VALUE, 1, Duration.ZERO);
    return inflate(body, maxBytes, enough.begin().orElseThrow(), Runnable::run);
  }

  private static byte[] inflate(byte[] body, int maxBytes, Share share, Executor workers) {
    try {
      return Gunzip.inflate(body, maxBytes, share, workers).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw (RuntimeException) e.getCause();
    }
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void assertRefused(byte[] body, int maxBytes, Refusal refusal) {
    assertThatThrownBy(() -> inflate(body, maxBytes))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refused().refusal()).isEqualTo(refusal));
  }
}
