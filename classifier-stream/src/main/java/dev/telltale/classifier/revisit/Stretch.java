// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import org.apache.kafka.common.TopicPartition;

/**
 * A part of a partition.
 *
 * @param start the first offset
 * @param end the one behind the last
 */
record Stretch(TopicPartition partition, long start, long end) {
  boolean isEmpty() {
    return start >= end;
  }

  /** The last records of it, so many at most. */
  Stretch last(long records) {
    return new Stretch(partition, Math.max(start, end - records), end);
  }

  /** What of it stands before an offset. */
  Stretch upTo(long offset) {
    return new Stretch(partition, start, Math.min(end, offset));
  }

  Stretch before(Stretch tail) {
    return new Stretch(partition, start, tail.start);
  }
}
