// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.utils.Utils;

/** Where a key's records stand: in the partition that Kafka's own producers choose for it. */
public final class KeyPartition {
  private KeyPartition() {}

  /**
   * The number of a key's partition: murmur2 over its UTF-8 bytes, as the default partitioner has
   * it.
   *
   * @param partitions of the topic, 1 or more
   * @return 0 to {@code partitions} - 1
   */
  public static int of(String key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(UTF_8))) % partitions;
  }
}
