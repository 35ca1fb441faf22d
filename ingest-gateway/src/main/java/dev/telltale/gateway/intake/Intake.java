// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.intake;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The seam between a transport and the pipeline. Implementations may be called from any thread. */
public interface Intake {
  /**
   * Says whether a sender would be refused, before the transport reads what it sends.
   *
   * @param presentedKey what the sender gave as its access key; empty when it gave none
   */
  Optional<IntakeResult.Refused> refusal(Optional<String> presentedKey);

  /**
   * Takes a request. May block for about a second: not for event loops.
   *
   * @param presentedKey as above; it is checked here too
   * @return completes when every span is stored or never will be, on a thread that must not be held
   *     up
   */
  CompletionStage<IntakeResult> take(
      ExportTraceServiceRequest request, Optional<String> presentedKey);

  /**
   * Says what {@link #take} would, as far as that does not depend on storing, and stores and counts
   * nothing.
   *
   * @param presentedKey as above
   */
  IntakeResult check(ExportTraceServiceRequest request, Optional<String> presentedKey);
}
