// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.history;

import java.util.List;

/**
 * What a signal's targets were labelled, over the time when they began.
 *
 * @param buckets by time, empty ones too
 * @param total all of them as one
 * @param records how many records of the topic were read for it, those of other signals too
 */
public record Distribution(List<Bucket> buckets, Bucket total, long records) {
  /** Takes a copy. */
  public Distribution {
    buckets = List.copyOf(buckets);
  }
}
