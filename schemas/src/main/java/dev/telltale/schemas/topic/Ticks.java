// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.topic;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Ticks: records without a value that move a partition's clock when traffic has stopped. They queue
 * behind backlog like any record, so whoever reads one has read everything that was written before
 * it.
 */
public final class Ticks {
  /** The header that marks a tick; its value is of no meaning. */
  public static final String HEADER = "telltale-tick";

  private static final String KEY_START = "tick:";

  private Ticks() {}

  /** True for a tick, so that readers of the topic can pass over it. */
  public static boolean isTick(@Nullable Object value, Headers headers) {
    return value == null && headers.lastHeader(HEADER) != null;
  }

  /** The key of a tick: it names its partition. */
  public static String key(int partition) {
    return KEY_START + partition;
  }

  /** The partition that a tick's key names; empty for any other key. */
  public static java.util.OptionalInt partition(String key) {
    return key.startsWith(KEY_START)
        ? java.util.OptionalInt.of(Integer.parseInt(key.substring(KEY_START.length())))
        : java.util.OptionalInt.empty();
  }
}
