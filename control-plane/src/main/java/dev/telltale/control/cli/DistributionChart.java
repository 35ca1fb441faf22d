// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A distribution as lines of text: a bar for each bucket, as long as it has labels, with a mark for
 * each value; the numbers beside it; what there is of all below.
 */
final class DistributionChart {
  private static final int NARROWEST_BAR = 8;
  private static final int FEW_EMPTY = 3;

  private final JsonNode answer;
  private final int width;
  private final String unit;
  private final boolean isBinary;
  private final ZoneId zone;
  private final Map<String, Character> marks;
  private final List<Column> columns;

  /** A number beside each bar. */
  private record Column(String head, Cell cell) {}

  private interface Cell {
    String of(JsonNode bucket);
  }

  /**
   * Makes a chart.
   *
   * @param answer of the API
   * @param width in characters, of all of it
   */
  DistributionChart(JsonNode answer, int width) {
    this.answer = answer;
    this.width = width;
    this.unit = answer.path("bucket").asText();
    this.isBinary = answer.path("type").asText().equals("binary");
    this.zone = ZoneId.of(answer.path("timezone").asText("UTC"));
    this.marks = BarMarks.of(texts(answer.path("values")), isBinary);
    this.columns = columns();
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        answer.path("key").asText()
            + (answer.path("version").isNumber()
                ? " version " + answer.path("version").asText()
                : ""));
    lines.add(
        time(answer.path("from"), "uuuu-MM-dd HH:mm")
            + " to "
            + time(answer.path("to"), "uuuu-MM-dd HH:mm")
            + " "
            + zone.getId());
    if (isEmpty(answer.path("total"))) {
      lines.add("no verdicts on targets of that time");
      return lines;
    }
    lines.add("");
    bars(lines);
    lines.add("");
    lines.addAll(DistributionTotals.lines(answer.path("total"), marks));
    return lines;
  }

  private List<Column> columns() {
    JsonNode total = answer.path("total");
    List<Column> wanted = new ArrayList<>();
    wanted.add(new Column("LABELS", bucket -> bucket.path("labels").asText()));
    if (total.path("backfilled").asLong() > 0) {
      wanted.add(new Column("BACKFILL", bucket -> bucket.path("backfilled").asText()));
    }
    wanted.add(new Column(isBinary ? "TRUE" : "MOST", this::share));
    wanted.add(new Column("95 %", this::interval));
    for (String kind : List.of("failed", "skipped")) {
      if (total.path(kind).asLong() > 0) {
        wanted.add(new Column(kind.toUpperCase(Locale.ROOT), bucket -> bucket.path(kind).asText()));
      }
    }
    return wanted;
  }

  private String share(JsonNode bucket) {
    String shown = shown(bucket);
    JsonNode share = bucket.path("values").path(shown).path("share");
    if (!share.isNumber()) {
      return "";
    }
    return (isBinary ? "" : marks.get(shown) + " ")
        + String.format(Locale.ROOT, "%.0f %%", 100 * share.asDouble());
  }

  private String interval(JsonNode bucket) {
    JsonNode value = bucket.path("values").path(shown(bucket));
    return value.path("low").isNumber()
        ? String.format(
            Locale.ROOT,
            "%.0f-%.0f",
            100 * value.path("low").asDouble(),
            100 * value.path("high").asDouble())
        : "";
  }

  /** The value whose share is told: true, else the one that most labels have. */
  private String shown(JsonNode bucket) {
    String most = "true";
    long labels = -1;
    for (String value : isBinary ? List.<String>of() : List.copyOf(marks.keySet())) {
      long here = bucket.path("values").path(value).path("labels").asLong();
      if (here > labels) {
        most = value;
        labels = here;
      }
    }
    return most;
  }

  private void bars(List<String> lines) {
    List<JsonNode> buckets = new ArrayList<>();
    answer.path("buckets").forEach(buckets::add);
    long most = buckets.stream().mapToLong(one -> one.path("labels").asLong()).max().orElse(0);
    int start = time(answer.path("from"), pattern()).length();
    List<Column> shown = fitting(buckets, width - start - 2 - NARROWEST_BAR);
    int[] widths = widths(shown, buckets);
    int bar = Math.max(NARROWEST_BAR, width - start - 2 - sum(widths));
    StringBuilder head = new StringBuilder(" ".repeat(start + 2 + bar));
    for (int i = 0; i < widths.length; i++) {
      head.append("  ").append(right(shown.get(i).head, widths[i]));
    }
    lines.add(head.toString());
    int empty = 0;
    for (int i = 0; i <= buckets.size(); i++) {
      if (i < buckets.size() && isEmpty(buckets.get(i))) {
        empty++;
        continue;
      }
      gap(buckets.subList(i - empty, i), start, lines);
      empty = 0;
      if (i < buckets.size()) {
        JsonNode bucket = buckets.get(i);
        StringBuilder line = new StringBuilder(time(bucket.path("from"), pattern())).append(" |");
        String drawn = bar(bucket, bar, most);
        line.append(drawn).append(" ".repeat(bar - drawn.length()));
        for (int column = 0; column < widths.length; column++) {
          line.append("  ").append(right(shown.get(column).cell.of(bucket), widths[column]));
        }
        lines.add(line.toString().stripTrailing());
      }
    }
  }

  /** All columns, or those that have the space. */
  private List<Column> fitting(List<JsonNode> buckets, int space) {
    List<Column> fitting = new ArrayList<>(columns);
    for (String head : List.of("95 %", "SKIPPED", "FAILED", "BACKFILL")) {
      if (sum(widths(fitting, buckets)) > space) {
        fitting.removeIf(column -> column.head.equals(head));
      }
    }
    return fitting;
  }

  private static int[] widths(List<Column> columns, List<JsonNode> buckets) {
    return columns.stream()
        .mapToInt(
            column ->
                buckets.stream()
                    .mapToInt(bucket -> column.cell.of(bucket).length())
                    .reduce(column.head.length(), Math::max))
        .toArray();
  }

  private static int sum(int[] widths) {
    return Arrays.stream(widths).map(one -> one + 2).sum();
  }

  /** Many buckets without verdicts are one line. */
  private void gap(List<JsonNode> empty, int start, List<String> lines) {
    if (empty.size() > FEW_EMPTY) {
      lines.add(" ".repeat(start) + " : " + empty.size() + " " + unit + "s without verdicts");
      return;
    }
    empty.forEach(bucket -> lines.add(time(bucket.path("from"), pattern()) + " |"));
  }

  private String bar(JsonNode bucket, int full, long most) {
    long labels = bucket.path("labels").asLong();
    if (labels == 0) {
      return "";
    }
    int length = (int) Math.max(1, Math.round((double) labels * full / most));
    Map<Character, Long> parts = new LinkedHashMap<>();
    marks.forEach(
        (value, mark) ->
            parts.merge(
                mark, bucket.path("values").path(value).path("labels").asLong(), Long::sum));
    return BarMarks.bar(parts, length);
  }

  private static boolean isEmpty(JsonNode bucket) {
    return bucket.path("labels").asLong()
            + bucket.path("failed").asLong()
            + bucket.path("skipped").asLong()
        == 0;
  }

  private String pattern() {
    return unit.equals("day") ? "uuuu-MM-dd" : "MM-dd HH:mm";
  }

  private String time(JsonNode at, String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
        .format(Instant.parse(at.asText()).atZone(zone));
  }

  private static String right(String text, int width) {
    return " ".repeat(width - text.length()) + text;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(one -> texts.add(one.asText()));
    return texts;
  }
}
