// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.intake;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.concurrent.CompletionStage;

/**
 * Takes requests of a source that the installation itself has named, so that nobody presents a key.
 * Not for transports: whoever holds this decides whose spans they are.
 */
public interface ProjectIntake {
  /**
   * Takes a request. May block for about a second.
   *
   * @param project who owns the spans
   * @return completes when every span is stored or never will be, on a thread that must not be held
   *     up
   */
  CompletionStage<IntakeResult> takeFor(String project, ExportTraceServiceRequest request);
}
