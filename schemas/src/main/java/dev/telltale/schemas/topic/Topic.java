// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.topic;

/**
 * One topic of the catalogue.
 *
 * @param name without the prefix that an installation gives it
 * @param key how its keys are written
 * @param record the class of its values: an Avro record, or {@code byte[]} for values that are kept
 *     as they came
 * @param partitions how many partitions it is created with
 * @param kept how long records stay
 * @param timestamps whose clock stamps them
 * @param maxMessageBytes the largest batch, bytes, after compression
 * @param <K> the type of its keys
 * @param <V> the type of its values
 */
public record Topic<K, V>(
    String name,
    KeyCodec<K> key,
    Class<V> record,
    int partitions,
    Kept kept,
    TimestampType timestamps,
    int maxMessageBytes) {
  /** Refuses a topic that could not be created. */
  public Topic {
    if (!KeyText.isSlug(name)) {
      throw new IllegalArgumentException("topic: " + name + " (expected: [a-z0-9._-]+)");
    }
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions: " + partitions + " (expected: 1 or more)");
    }
  }

  /** False for the topic that keeps undecodable records as they came. */
  public boolean isAvro() {
    return record != byte[].class;
  }
}
