// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

/**
 * Codex: bare keys, in its scopes only. Its conversation is known by a key that others write too.
 */
final class Codex {
  private Codex() {}

  static Convention convention() {
    return Convention.named("codex")
        .inScopes("codex")
        .withScopedRows(
            new Row.FieldRow<>("model", 83, Field.MODEL),
            new Row.FieldRow<>("account_id", 75, Field.USER_ID));
  }
}
