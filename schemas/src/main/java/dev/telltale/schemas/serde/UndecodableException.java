// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** A record that cannot be read, now or later: it belongs among the dead letters. */
public final class UndecodableException extends SerializationException {
  private static final long serialVersionUID = 1L;
  private final String reason;

  UndecodableException(String reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /**
   * A word from a fixed list: {@code no-schema-id}, {@code unknown-schema}, {@code other-schema},
   * {@code malformed}.
   */
  public String reason() {
    return reason;
  }
}
