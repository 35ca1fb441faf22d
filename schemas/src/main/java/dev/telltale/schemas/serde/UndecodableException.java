// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.serde;

import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** A record that cannot be read, now or later: it belongs among the dead letters. */
public final class UndecodableException extends SerializationException {
  private static final long serialVersionUID = 1L;

  /** What {@link #reason()} may say. */
  public static final List<String> REASONS =
      List.of("no-schema-id", "unknown-schema", "other-schema", "malformed");

  private final String reason;

  UndecodableException(String reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** A word from {@link #REASONS}. */
  public String reason() {
    return reason;
  }
}
