// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;

/** One form of trace JSON. A pure function. */
interface Shape {
  /** True when a value is of this form, as far as the presence of its fields tells. */
  boolean fits(JsonNode value);

  /**
   * Makes the request.
   *
   * @param place where the value stands, for ids and times that it has not
   * @throws UnreadableException when a field is missing, or is not what it has to be
   */
  ExportTraceServiceRequest read(JsonNode value, Place place) throws UnreadableException;
}
