// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/**
 * A backtest as lines of text: the worst value of each column's windows, the threshold as a line,
 * crossings as {@code x}, and messages as arrows below.
 */
final class BacktestChart {
  private static final int HEIGHT = 12;
  private static final int LABEL = 10;
  private static final char VALUE = '•';
  private static final char CROSSED = 'x';
  private static final char LINE = '-';

  private final JsonNode answer;
  private final int columns;
  private final Ansi colours;
  private final Instant from;
  private final Duration length;
  private final boolean isUp;
  private final double threshold;
  private final double[] values;
  private final boolean[] crossed;

  /**
   * Makes a chart.
   *
   * @param answer of the API to a backtest
   * @param width in characters, of all of it
   */
  BacktestChart(JsonNode answer, int width, Ansi colours) {
    this.answer = answer;
    this.columns = width - LABEL - 1;
    this.colours = colours;
    this.from = Instant.parse(answer.path("from").asText());
    this.length = Duration.between(from, Instant.parse(answer.path("to").asText()));
    String fires = answer.path("alert").path("fires").asText();
    this.isUp = fires.startsWith("rises") || fires.startsWith("at or above");
    this.threshold = answer.path("threshold").asDouble();
    this.values = new double[columns];
    this.crossed = new boolean[columns];
    Arrays.fill(values, Double.NaN);
    answer.path("points").forEach(this::take);
  }

  List<String> lines() {
    double low = Arrays.stream(values).filter(v -> !Double.isNaN(v)).min().orElse(threshold);
    double high = Arrays.stream(values).filter(v -> !Double.isNaN(v)).max().orElse(threshold);
    low = Math.min(low, threshold);
    high = Math.max(high, threshold);
    if (high - low < 1e-9) {
      high = low + 1;
    }
    double step = (high - low) / (HEIGHT - 1);
    List<String> lines = new ArrayList<>();
    for (int row = HEIGHT - 1; row >= 0; row--) {
      lines.add(line(row, low, step));
    }
    lines.add(" ".repeat(LABEL) + "+" + "-".repeat(columns));
    lines.add(messages());
    lines.add(times());
    return lines;
  }

  /** A column shows the worst of its windows: what would have made the alert fire. */
  private void take(JsonNode point) {
    JsonNode value = point.path(isUp ? "highest" : "lowest");
    int first = column(Instant.parse(point.path("from").asText()));
    int last = column(Instant.parse(point.path("to").asText()));
    for (int at = first; at <= last; at++) {
      if (value.isNumber()) {
        double worst = value.asDouble();
        boolean isWorse =
            Double.isNaN(values[at]) || (isUp ? worst > values[at] : worst < values[at]);
        values[at] = isWorse ? worst : values[at];
      }
      crossed[at] |= point.path("crossed").asLong() > 0;
    }
  }

  private String line(int row, double low, double step) {
    int ofThreshold = row(threshold, low, step);
    StringBuilder text = new StringBuilder();
    boolean isLabelled = row == 0 || row == HEIGHT - 1 || row == ofThreshold;
    String label = isLabelled ? amount(row == ofThreshold ? threshold : low + row * step) : "";
    text.append(" ".repeat(Math.max(0, LABEL - 1 - label.length()))).append(label).append(" |");
    for (int at = 0; at < columns; at++) {
      boolean isHere = !Double.isNaN(values[at]) && row(values[at], low, step) == row;
      if (isHere) {
        text.append(crossed[at] ? paint("red", CROSSED) : String.valueOf(VALUE));
      } else {
        text.append(row == ofThreshold ? paint("yellow", LINE) : " ");
      }
    }
    return text.toString().stripTrailing();
  }

  private String messages() {
    char[] marks = new char[columns];
    Arrays.fill(marks, ' ');
    answer.path("silenced").forEach(one -> mark(marks, one, '.'));
    answer.path("messages").forEach(one -> mark(marks, one, '^'));
    return String.format("%" + LABEL + "s|%s", "messages ", new String(marks)).stripTrailing();
  }

  private void mark(char[] marks, JsonNode change, char fired) {
    boolean isFiring = change.path("transition").asText().equals("fired");
    int at = column(Instant.parse(change.path("at").asText()));
    if (isFiring || marks[at] == ' ') {
      marks[at] = isFiring ? fired : 'o';
    }
  }

  private String times() {
    String start = from.toString().substring(0, 16).replace('T', ' ');
    String end = from.plus(length).toString().substring(0, 16).replace('T', ' ');
    int gap = Math.max(1, columns - start.length() - end.length());
    return " ".repeat(LABEL + 1) + start + " ".repeat(gap) + end;
  }

  private int column(Instant at) {
    double part = (double) Duration.between(from, at).toMillis() / Math.max(1, length.toMillis());
    return (int) Math.max(0, Math.min(columns - 1, Math.floor(part * columns)));
  }

  private static int row(double value, double low, double step) {
    return (int) Math.round((value - low) / step);
  }

  private String amount(double value) {
    String metric = answer.path("alert").path("metric").asText();
    String comparison = answer.path("alert").path("comparison").asText();
    boolean isRate =
        metric.equals("true_rate")
            || metric.equals("value_share")
            || metric.equals("judge_agreement");
    if (comparison.equals("absolute")) {
      return isRate ? number(100 * value) + " %" : number(value);
    }
    return (value > 0 ? "+" : "")
        + number(value)
        + (comparison.equals("percent_change") ? " %" : " pp");
  }

  private static String number(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  private String paint(String colour, char mark) {
    return colours.string("@|" + colour + " " + mark + "|@");
  }
}
