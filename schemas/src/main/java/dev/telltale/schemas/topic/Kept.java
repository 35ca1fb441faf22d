// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.topic;

import java.time.Duration;

/** How long a topic keeps its records. */
public sealed interface Kept {
  /** Every record, for some time. */
  record For(Duration time) implements Kept {
    /** Refuses what Kafka would read as for ever or never. */
    public For {
      if (time.toMillis() <= 0) {
        throw new IllegalArgumentException(
            "retention: " + time + " (expected: at least a millisecond)");
      }
    }
  }

  /** The last record of each key, for ever. */
  record LastOfEachKey() implements Kept {}
}
