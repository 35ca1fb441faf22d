// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.schemas.acl.Role;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** What to say to whom Kafka refuses something. */
final class Permissions {
  private static final String WHERE = "telltale topics acls --role ";

  private Permissions() {}

  /**
   * Where the rights of a command stand, behind an error that comes of their absence; else empty.
   */
  static String hint(Throwable error, CommandLine command) {
    if (String.valueOf(error.getMessage()).contains(WHERE)) {
      return "";
    }
    for (@Nullable Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof AuthorizationException) {
        return " (what it needs: " + WHERE + role(command) + ")";
      }
    }
    return "";
  }

  /** Verbs that have no rights of their own only read. */
  private static Role role(CommandLine command) {
    CommandLine top = command;
    while (top.getParent() != null && top.getParent().getParent() != null) {
      top = top.getParent();
    }
    return Role.named(top.getCommandName()).orElse(Role.READER);
  }
}
