// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.limit;

/**
 * How large a span may be.
 *
 * @param attributes how many attributes a span may have, and its resource, and each of its events
 *     and links
 * @param valueBytes how many bytes one text or one value of bytes may have
 * @param depth how deep attribute values may be nested; 1 is a list of plain values
 * @param events how many events a span may have
 * @param links how many links a span may have
 * @param replaceMedia whether pictures, sounds and the like that stand in a text as base64 are
 *     replaced by their digest and size
 */
public record LimitSettings(
    int attributes, int valueBytes, int depth, int events, int links, boolean replaceMedia) {
  /** A shorter value would be all mark and no text. */
  private static final int SHORTEST_VALUE = 256;

  /** Refuses limits that let nothing through. */
  public LimitSettings {
    atLeast(1, "attributes", attributes);
    atLeast(SHORTEST_VALUE, "value-bytes", valueBytes);
    atLeast(1, "depth", depth);
    atLeast(0, "events", events);
    atLeast(0, "links", links);
  }

  /** Far above what agents send, and far below what a record can take. */
  public static LimitSettings defaults() {
    return new LimitSettings(1_000, 256 * 1024, 16, 1_000, 1_000, true);
  }

  private static void atLeast(int least, String name, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " or more)");
    }
  }
}
