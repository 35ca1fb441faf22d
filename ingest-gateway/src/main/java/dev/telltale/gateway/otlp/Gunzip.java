// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import dev.telltale.gateway.admit.InFlight.Grant;
import dev.telltale.gateway.admit.InFlight.Share;
import dev.telltale.gateway.intake.Refusal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.zip.GZIPInputStream;

/**
 * Inflates gzip: whole, or not at all. It goes in steps, and a step whose bytes have no room yet
 * waits without a thread.
 */
final class Gunzip {
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int SMALLEST_STEP = 8 * 1024;
  private static final int LARGEST_STEP = 256 * 1024;

  /** Text of conversations inflates to about that. */
  private static final int USUAL_RATIO = 4;

  private final GZIPInputStream in;
  private final int maxBytes;
  private final Share share;
  private final Executor workers;
  private final int stepBytes;
  private final ByteArrayOutputStream inflated;

  private Gunzip(byte[] body, int maxBytes, Share share, Executor workers) throws IOException {
    this.in = new GZIPInputStream(new ByteArrayInputStream(body), BUFFER_BYTES);
    this.maxBytes = maxBytes;
    this.share = share;
    this.workers = workers;
    this.stepBytes =
        (int) Math.min(LARGEST_STEP, Math.max(SMALLEST_STEP, (long) USUAL_RATIO * body.length));
    this.inflated = new ByteArrayOutputStream(stepBytes);
  }

  /**
   * Inflates a body of one or more gzip members; fails with {@link RefusedException}: INVALID when
   * it is malformed, cut off or fails its checksum; TOO_LARGE when it gets too large; UNAVAILABLE
   * when there is no room for it.
   *
   * @param maxBytes how large it may get; no more than a byte beyond is ever inflated
   * @param share pays for what it inflates
   * @param workers go on with it after a step that had to wait
   */
  static CompletionStage<byte[]> inflate(byte[] body, int maxBytes, Share share, Executor workers) {
    try {
      Gunzip gunzip = new Gunzip(body, maxBytes, share, workers);
      return gunzip.steps().whenComplete((done, failure) -> gunzip.close());
    } catch (IOException e) {
      return CompletableFuture.failedFuture(malformed(e));
    } catch (RefusedException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<byte[]> steps() {
    while (true) {
      int bytes = (int) Math.min(stepBytes, maxBytes + 1L - inflated.size());
      CompletableFuture<Grant> grant = share.ask(bytes).toCompletableFuture();
      if (!grant.isDone()) {
        return grant.thenComposeAsync(
            given ->
                isLast(bytes, given)
                    ? CompletableFuture.completedFuture(inflated.toByteArray())
                    : steps(),
            workers);
      }
      if (isLast(bytes, grant.join())) {
        return CompletableFuture.completedFuture(inflated.toByteArray());
      }
    }
  }

  private boolean isLast(int bytes, Grant grant) {
    BodyBudget.require(grant);
    byte[] step;
    try {
      step = in.readNBytes(bytes);
    } catch (IOException e) {
      throw malformed(e);
    }
    inflated.writeBytes(step);
    if (inflated.size() > maxBytes) {
      throw new RefusedException(
          Refusal.TOO_LARGE, "the body inflates to more than " + maxBytes + " bytes");
    }
    share.giveBack(bytes - step.length);
    return step.length < bytes;
  }

  private void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot fail to close", e);
    }
  }

  private static RefusedException malformed(IOException e) {
    return new RefusedException(Refusal.INVALID, "the body is not whole gzip: " + e.getMessage());
  }
}
