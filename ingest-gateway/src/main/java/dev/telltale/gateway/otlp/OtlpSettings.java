// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import java.time.Duration;
import java.util.List;

/**
 * How the endpoints behave.
 *
 * @param maxInflatedBytes how large a request may be after inflating
 * @param receiveTimeout how long the body of a request may take to arrive
 * @param sinkOtherSignals whether logs and metrics are answered with success and discarded, and not
 *     with an error
 * @param allowedOrigins the origins of web pages that may send, {@code *} for all; none for no CORS
 */
public record OtlpSettings(
    int maxInflatedBytes,
    Duration receiveTimeout,
    boolean sinkOtherSignals,
    List<String> allowedOrigins) {
  /** Keeps its own list. */
  public OtlpSettings {
    allowedOrigins = List.copyOf(allowedOrigins);
  }
}
