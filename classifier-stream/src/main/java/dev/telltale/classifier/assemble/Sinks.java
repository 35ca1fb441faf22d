// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

/**
 * The names of the topology's sinks, which processors forward to. A sink that two steps shared
 * would tie their partitions together in one task.
 */
final class Sinks {
  static final String TRACES = "write-traces";
  static final String LATE_SPANS = "write-late-spans";
  static final String SESSION_TRACES = "write-session-traces";
  static final String SESSIONS = "write-sessions";
  static final String SPAN_TICKS = "write-span-ticks";
  static final String SESSION_TRACE_TICKS = "write-session-trace-ticks";
  static final String SPAN_DEAD_LETTERS = "write-dead-letters-of-spans";
  static final String SESSION_TRACE_DEAD_LETTERS = "write-dead-letters-of-session-traces";

  private Sinks() {}
}
