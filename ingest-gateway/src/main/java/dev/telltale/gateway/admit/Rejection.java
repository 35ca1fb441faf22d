// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.admit;

/** Why a span is turned away. The same span sent again is turned away again. */
public enum Rejection {
  TRACE_ID("trace_id", "the trace id is not 16 bytes, or all zero"),
  SPAN_ID("span_id", "the span id is not 8 bytes, or all zero"),
  PARENT_SPAN_ID("parent_span_id", "the parent span id is not 8 bytes"),
  START_TIME("start_time", "the start time is missing or after the year 2262"),
  SPANS_PER_REQUEST("spans_per_request", "there are too many spans in the request");

  private final String label;
  private final String message;

  Rejection(String label, String message) {
    this.label = label;
    this.message = message;
  }

  /** The reason's name in metrics. */
  public String label() {
    return label;
  }

  /** The reason for a client's developer. */
  public String message() {
    return message;
  }
}
