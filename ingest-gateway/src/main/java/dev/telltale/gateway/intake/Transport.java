// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.intake;

import java.util.List;

/** How a request came, and the answers that are counted each on its own. */
public enum Transport {
  /** Answers are HTTP status codes. */
  HTTP("http"),
  /** Answers are names of gRPC status codes. */
  GRPC("grpc");

  /** Any other answer, or none because the client went away. */
  public static final String OTHER = "other";

  private static final List<String> HTTP_ANSWERS =
      List.of(
          "200", "400", "401", "403", "404", "405", "408", "413", "415", "429", "431", "500",
          "503");
  private static final List<String> GRPC_ANSWERS =
      List.of(
          "OK",
          "CANCELLED",
          "INVALID_ARGUMENT",
          "DEADLINE_EXCEEDED",
          "PERMISSION_DENIED",
          "RESOURCE_EXHAUSTED",
          "UNIMPLEMENTED",
          "INTERNAL",
          "UNAVAILABLE",
          "UNAUTHENTICATED");

  private final String label;

  Transport(String label) {
    this.label = label;
  }

  /** The transport's name in metrics. */
  public String label() {
    return label;
  }

  /** The answers with a counter of their own, without {@link #OTHER}. */
  public List<String> answers() {
    return this == HTTP ? HTTP_ANSWERS : GRPC_ANSWERS;
  }
}
