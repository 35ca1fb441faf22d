// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.Attribute;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the spans of one scope of one request have in common.
 *
 * @param project who owns them
 * @param receivedAt when the gateway took them
 * @param resourceAttributes what no field here says
 * @param scopeAttributes as they were sent
 */
public record SpanSource(
    String project,
    Instant receivedAt,
    @Nullable String serviceName,
    @Nullable String serviceVersion,
    @Nullable String environment,
    List<Attribute> resourceAttributes,
    String scopeName,
    String scopeVersion,
    List<Attribute> scopeAttributes) {
  /** Keeps the lists as they are now. */
  public SpanSource {
    resourceAttributes = List.copyOf(resourceAttributes);
    scopeAttributes = List.copyOf(scopeAttributes);
  }
}
