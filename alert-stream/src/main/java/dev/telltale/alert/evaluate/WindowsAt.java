// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.alert.window.Counts;
import dev.telltale.alert.window.Cover.Span;
import dev.telltale.schemas.signal.SignalKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The windows that end at one instant, each read once however many rules ask for it. */
final class WindowsAt {
  private final Windows windows;
  private final long end;
  private final Map<Question, Counts> read = new HashMap<>();

  private record Question(SignalKey signal, Duration length) {}

  /**
   * Reads nothing yet.
   *
   * @param end of the windows, milliseconds since 1970
   */
  WindowsAt(Windows windows, long end) {
    this.windows = windows;
    this.end = end;
  }

  long end() {
    return end;
  }

  Span span(Duration length) {
    return new Span(end - length.toMillis(), end);
  }

  Counts counts(SignalKey signal, Duration length) {
    return read.computeIfAbsent(
        new Question(signal, length), asked -> windows.counts(signal.text(), span(length)));
  }

  List<String> newest(SignalKey signal, Duration length, Predicate<String> wanted, int most) {
    return windows.newest(signal.text(), span(length), wanted, most);
  }

  /** All windows that were read so far. */
  List<EvaluateMetrics.Rolling> read() {
    List<EvaluateMetrics.Rolling> all = new ArrayList<>();
    read.forEach(
        (asked, counts) ->
            all.add(new EvaluateMetrics.Rolling(asked.signal(), asked.length(), counts)));
    return all;
  }
}
