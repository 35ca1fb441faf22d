// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import java.util.List;
import java.util.OptionalInt;

/**
 * What a gateway answers beside spans on its two ports.
 *
 * @param extraHttpPort one more port for OTLP over HTTP, such as 8799, where one client looks for
 *     it by default; 0 for any that is free
 * @param sinkOtherSignals whether logs and metrics are answered with success and discarded, and not
 *     with an error
 * @param allowedOrigins the origins of web pages that may send, such as {@code https://shop.test},
 *     or {@code *} for all; none for no CORS
 */
public record EndpointConfig(
    OptionalInt extraHttpPort, boolean sinkOtherSignals, List<String> allowedOrigins) {
  /** Refuses a port that does not exist, and keeps its own list. */
  public EndpointConfig {
    extraHttpPort.ifPresent(port -> GatewayConfig.port("extraHttpPort", port));
    allowedOrigins = List.copyOf(allowedOrigins);
  }

  /** Nothing more. */
  public static EndpointConfig defaults() {
    return new EndpointConfig(OptionalInt.empty(), false, List.of());
  }
}
