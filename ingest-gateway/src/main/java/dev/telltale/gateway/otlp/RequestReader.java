// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import dev.telltale.gateway.admit.InFlight.Share;
import dev.telltale.gateway.intake.Intake;
import dev.telltale.gateway.intake.IntakeResult;
import dev.telltale.gateway.intake.Refusal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** From a body that has arrived to the intake: the same for HTTP and gRPC. */
final class RequestReader {
  private final Intake intake;
  private final Executor workers;
  private final int maxInflatedBytes;

  RequestReader(Intake intake, Executor workers, int maxInflatedBytes) {
    this.intake = intake;
    this.workers = workers;
    this.maxInflatedBytes = maxInflatedBytes;
  }

  /**
   * Inflates, decodes and takes in a request. To be called by one of the workers.
   *
   * @return fails with {@link RefusedException} when it cannot be read
   */
  CompletionStage<IntakeResult> read(
      byte[] body, boolean gzip, BodyFormat format, Optional<String> key, Share share) {
    return plain(body, gzip, share).thenCompose(bytes -> intake.take(format.read(bytes), key));
  }

  private CompletionStage<byte[]> plain(byte[] body, boolean gzip, Share share) {
    if (gzip) {
      return Gunzip.inflate(body, maxInflatedBytes, share, workers)
          .whenComplete((inflated, failure) -> share.giveBack(body.length));
    }
    return body.length > maxInflatedBytes
        ? CompletableFuture.failedFuture(
            new RefusedException(
                Refusal.TOO_LARGE, "the body has more than " + maxInflatedBytes + " bytes"))
        : CompletableFuture.completedFuture(body);
  }
}
