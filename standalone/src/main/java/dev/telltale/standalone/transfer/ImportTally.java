// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.transfer;

import java.util.ArrayList;
import java.util.List;

/** What became of the lines of files. Used by one thread. */
public final class ImportTally {
  private static final int MAX_LISTED = 1_000;

  private final List<Rejection> rejections = new ArrayList<>();
  private long acceptedLines;
  private long rejectedLines;
  private long acceptedSpans;
  private long rejectedSpans;

  /** A line that was not taken, or not whole. */
  public record Rejection(String file, long line, String reason) {}

  void accepted(long lines) {
    acceptedLines += lines;
  }

  void spans(long accepted, long rejected) {
    acceptedSpans += accepted;
    rejectedSpans += rejected;
  }

  void rejected(String file, long line, String reason) {
    rejectedLines++;
    if (rejections.size() < MAX_LISTED) {
      rejections.add(new Rejection(file, line, reason));
    }
  }

  /** Lines whose every span is stored. */
  public long acceptedLines() {
    return acceptedLines;
  }

  /** Lines that could not be read, or lost a span. */
  public long rejectedLines() {
    return rejectedLines;
  }

  /** Spans that are stored. */
  public long acceptedSpans() {
    return acceptedSpans;
  }

  /** Spans that were turned away. */
  public long rejectedSpans() {
    return rejectedSpans;
  }

  /** The first of the rejected lines. */
  public List<Rejection> rejections() {
    return List.copyOf(rejections);
  }

  /** How many rejected lines are not among {@link #rejections()}. */
  public long notListed() {
    return rejectedLines - rejections.size();
  }
}
