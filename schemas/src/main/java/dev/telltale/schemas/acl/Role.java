// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.acl;

import java.util.Arrays;
import java.util.Optional;

/** Whoever has a principal of its own on Kafka. */
public enum Role {
  /** OTLP in, spans out. */
  GATEWAY("gateway"),
  /** Spans to traces, sessions and requests. */
  CLASSIFIER("classifier"),
  /** Requests to labels. */
  JUDGE("judge"),
  /** Labels to alerts and messages. */
  ALERTS("alerts"),
  /** Definitions. */
  CONTROL_PLANE("control-plane"),
  /** People and verbs that look: tail, trace, session, why, export. */
  READER("reader"),
  /** Whoever creates and changes topics. */
  TOPICS("topics");

  private final String text;

  Role(String text) {
    this.text = text;
  }

  /** The role of that name. */
  public static Optional<Role> named(String name) {
    return Arrays.stream(values()).filter(role -> role.text.equals(name)).findFirst();
  }

  /** As the command line has it. */
  @Override
  public String toString() {
    return text;
  }
}
