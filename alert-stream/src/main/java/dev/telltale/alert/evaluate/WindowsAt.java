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
import java.util.Optional;
import java.util.function.Predicate;

/** The windows that end at one instant, each read once however many rules ask for it. */
final class WindowsAt {
  private final Windows windows;
  private final Table<Outage> outages;
  private final long end;
  private final Map<Question, Counts> read = new HashMap<>();

  private record Question(Series series, Span span) {}

  /**
   * Reads nothing yet.
   *
   * @param end of the windows, milliseconds since 1970
   */
  WindowsAt(Windows windows, Table<Outage> outages, long end) {
    this.windows = windows;
    this.outages = outages;
    this.end = end;
  }

  long end() {
    return end;
  }

  Span span(Duration length) {
    return new Span(end - length.toMillis(), end);
  }

  /** The window before, of the same length. */
  Span spanBefore(Duration length) {
    return new Span(end - 2 * length.toMillis(), end - length.toMillis());
  }

  Counts counts(Series series, Span span) {
    return read.computeIfAbsent(
        new Question(series, span), asked -> windows.counts(series.text(), span));
  }

  List<String> newest(Series series, Duration length, Predicate<String> wanted, int most) {
    Span span = span(length);
    return windows.newest(series.text(), span, counts(series, span), wanted, most);
  }

  /** An outage of the signal's judge in the window or the one before, or since. */
  Optional<Outage> outage(SignalKey signal, Duration length) {
    return Optional.ofNullable(outages.get(signal.text()))
        .filter(outage -> outage.getAt() >= spanBefore(length).from());
  }

  /** All windows that were read so far and end at the instant. */
  List<EvaluateMetrics.Rolling> read() {
    List<EvaluateMetrics.Rolling> all = new ArrayList<>();
    read.forEach(
        (asked, counts) -> {
          if (asked.span.to() == end) {
            Duration length = Duration.ofMillis(end - asked.span.from());
            all.add(
                new EvaluateMetrics.Rolling(
                    asked.series.signal(), asked.series.ofChecks(), length, counts));
          }
        });
    return all;
  }
}
