// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Signs that a judge is out of reach: records without a value among the labels, under the key of a
 * signal that asks it. They are repeated for as long as it lasts, so whoever reads the labels knows
 * why there are few, and knows it again on every replay.
 */
public final class Outages {
  /** The header that marks one; its value is the name of the judge's provider. */
  public static final String HEADER = "telltale-outage";

  private Outages() {}

  /** The provider that is out of reach; empty for any other record. */
  public static Optional<String> provider(@Nullable Object value, Headers headers) {
    Header header = value == null ? headers.lastHeader(HEADER) : null;
    return Optional.ofNullable(header).map(mark -> new String(mark.value(), UTF_8));
  }

  /** What the header holds. */
  public static byte[] value(String provider) {
    return provider.getBytes(UTF_8);
  }
}
