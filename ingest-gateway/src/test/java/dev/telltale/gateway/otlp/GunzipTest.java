// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.gateway.admit.InFlight;
import dev.telltale.gateway.admit.InFlight.Grant;
import dev.telltale.gateway.admit.InFlight.Share;
import dev.telltale.gateway.intake.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
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

  @Test
  void whatIsInflatedIsPaidForWhileItIsInflated() {
    InFlight inFlight = new InFlight(1_000_000, 1, Duration.ofMillis(1));
    Share share = inFlight.begin().orElseThrow();

    inflate(gzip(new byte[300_000]), 300_000, share, Runnable::run);

    assertThat(inFlight.bytes()).isEqualTo(300_000);
  }

  @Test
  void whatHasNoRoomWaitsWithoutAThreadAndGoesOnWhenThereIs() {
    InFlight inFlight = new InFlight(100_000, 2, Duration.ofMinutes(1));
    Share other = inFlight.begin().orElseThrow();
    assertThat(other.ask(90_000)).isCompletedWithValue(Grant.GIVEN);
    Share share = inFlight.begin().orElseThrow();

    CompletableFuture<byte[]> inflated =
        Gunzip.inflate(gzip(new byte[50_000]), 60_000, share, Runnable::run).toCompletableFuture();
    assertThat(inflated).isNotDone();
    other.giveBack(60_000);

    assertThat(inflated).isCompletedWithValueMatching(bytes -> bytes.length == 50_000);
  }

  @Test
  void whatFindsNoRoomInTimeMayBeSentAgainAndWhatNeverDoesMayNot() {
    InFlight inFlight = new InFlight(100_000, 2, Duration.ofMillis(1));
    Share other = inFlight.begin().orElseThrow();
    assertThat(other.ask(95_000)).isCompletedWithValue(Grant.GIVEN);
    Share share = inFlight.begin().orElseThrow();

    assertThatThrownBy(() -> inflate(gzip(new byte[50_000]), 60_000, share, Runnable::run))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refused().refusal()).isEqualTo(Refusal.UNAVAILABLE));
    assertThatThrownBy(() -> inflate(gzip(new byte[200_000]), 200_000, other, Runnable::run))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refused().refusal()).isEqualTo(Refusal.TOO_LARGE));
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
