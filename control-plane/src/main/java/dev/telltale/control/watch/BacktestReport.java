// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.watch;

import dev.telltale.alert.backtest.Backtest;
import dev.telltale.alert.backtest.Backtest.Point;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a rule would have done, short enough to be sent.
 *
 * @param from end of the first window
 * @param to end of the last window
 * @param windows that were evaluated
 * @param withValue windows with enough labels for a value
 * @param crossed windows that crossed the line
 * @param crossings stretches of such windows without one between that did not
 * @param messages changes of state that would have been told
 * @param silenced changes of state that a cooldown, or the rule, would have kept silent
 * @param labels of the signal that were read
 * @param earliest the oldest of them; empty without any
 * @param points windows in groups, for a chart
 */
public record BacktestReport(
    AlertRule rule,
    Instant from,
    Instant to,
    long windows,
    long withValue,
    long crossed,
    List<Crossed> crossings,
    List<AlertEvent> messages,
    List<AlertEvent> silenced,
    long labels,
    Optional<Instant> earliest,
    List<Group> points) {
  private static final int MOST_GROUPS = 240;

  /** Keeps copies. */
  public BacktestReport {
    crossings = List.copyOf(crossings);
    messages = List.copyOf(messages);
    silenced = List.copyOf(silenced);
    points = List.copyOf(points);
  }

  /** Windows that crossed the line one after the other. */
  public record Crossed(Instant first, Instant last, long windows) {}

  /**
   * Windows side by side.
   *
   * @param observed of the last one that has a value; empty when none has
   * @param lowest value of any of them
   * @param highest value of any of them
   * @param labels most of any of them
   * @param crossed how many crossed the line
   */
  public record Group(
      Instant from,
      Instant to,
      OptionalDouble observed,
      OptionalDouble lowest,
      OptionalDouble highest,
      long labels,
      long crossed) {}

  static BacktestReport of(AlertRule rule, Instant from, Instant to, Backtest backtest) {
    List<Point> points = backtest.points();
    return new BacktestReport(
        rule,
        from,
        to,
        points.size(),
        points.stream().filter(point -> point.observed().isPresent()).count(),
        points.stream().filter(Point::crossed).count(),
        crossings(points),
        backtest.events().stream().filter(AlertEvent::getNotify).toList(),
        backtest.events().stream().filter(event -> !event.getNotify()).toList(),
        backtest.labels(),
        Optional.of(backtest.earliest()).filter(at -> !at.equals(Instant.MAX)),
        groups(points));
  }

  private static List<Crossed> crossings(List<Point> points) {
    List<Crossed> crossings = new ArrayList<>();
    Optional<Crossed> open = Optional.empty();
    for (Point point : points) {
      if (point.crossed()) {
        open =
            Optional.of(
                open.map(one -> new Crossed(one.first, point.end(), one.windows + 1))
                    .orElseGet(() -> new Crossed(point.end(), point.end(), 1)));
      } else {
        open.ifPresent(crossings::add);
        open = Optional.empty();
      }
    }
    open.ifPresent(crossings::add);
    return crossings;
  }

  private static List<Group> groups(List<Point> points) {
    int size = Math.max(1, (points.size() + MOST_GROUPS - 1) / MOST_GROUPS);
    List<Group> groups = new ArrayList<>();
    for (int at = 0; at < points.size(); at += size) {
      groups.add(group(points.subList(at, Math.min(points.size(), at + size))));
    }
    return groups;
  }

  private static Group group(List<Point> points) {
    double[] values =
        points.stream()
            .map(Point::observed)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    return new Group(
        points.get(0).end(),
        points.get(points.size() - 1).end(),
        values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(values[values.length - 1]),
        Arrays.stream(values).min(),
        Arrays.stream(values).max(),
        points.stream().mapToLong(Point::labels).max().orElse(0),
        points.stream().filter(Point::crossed).count());
  }
}
