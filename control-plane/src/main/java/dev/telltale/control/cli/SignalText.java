// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Signals and their changes, for people. */
final class SignalText {
  private SignalText() {}

  static void list(JsonNode answer, PrintWriter out) {
    TextTable table =
        new TextTable("SIGNAL", "STATE", "VERSION", "TYPE", "SCOPE", "SAMPLE", "JUDGE");
    for (JsonNode signal : answer.path("signals")) {
      table.row(
          signal.path("key").asText(),
          signal.path("state").asText(),
          signal.path("version").asText(),
          signal.path("type").asText(),
          signal.path("scope").asText(),
          percent(signal),
          signal.path("judge").asText());
    }
    table.print(out, "no signals");
  }

  static void one(JsonNode signal, PrintWriter out) {
    out.println(signal.path("key").asText() + ": " + signal.path("name").asText());
    line(out, "state", signal.path("state").asText());
    line(out, "version", version(signal));
    line(out, "type", signal.path("type").asText() + ", of each " + signal.path("scope").asText());
    line(out, "sample", percent(signal));
    line(out, "filter", signal.path("filter").asText(""));
    line(out, "judge", judge(signal));
    line(out, "outcomes", pairs(signal.path("sentiments")));
    line(out, "examples", counts(signal.path("examples")));
    text(out, "prompt", signal.path("prompt").asText());
  }

  /** What became of a signal, and each field as it was and is. */
  static void change(JsonNode answer, PrintWriter out) {
    JsonNode signal = answer.path("signal");
    out.println(
        answer.path("change").asText()
            + ' '
            + signal.path("key").asText()
            + " (version "
            + signal.path("version").asText()
            + ", "
            + signal.path("state").asText()
            + ')');
    differences(answer.path("diff"), out);
    if (answer.path("dryRun").asBoolean()) {
      out.println("dry run: nothing was written");
    }
  }

  static void diff(JsonNode answer, PrintWriter out) {
    out.println(
        answer.path("key").asText()
            + ": version "
            + answer.path("from").asText()
            + " to "
            + answer.path("to").asText());
    differences(answer.path("diff"), out);
    if (answer.path("diff").isEmpty()) {
      out.println("  no difference");
    }
  }

  static void differences(JsonNode diff, PrintWriter out) {
    for (JsonNode change : diff) {
      String before = shown(change.path("before"));
      String after = shown(change.path("after"));
      String field = change.path("field").asText();
      if (before.contains("\n") || after.contains("\n")) {
        out.println("  " + field + ":");
        LineChanges.of(before, after).forEach(line -> out.println("    " + line));
      } else {
        out.println("  " + field + ": " + before + " → " + after);
      }
    }
  }

  static void templates(JsonNode answer, PrintWriter out) {
    TextTable table = new TextTable("TEMPLATE", "TYPE", "SCOPE", "DESCRIPTION");
    for (JsonNode template : answer.path("templates")) {
      table.row(
          template.path("template").asText(),
          template.path("type").asText(),
          template.path("scope").asText(),
          template.path("description").asText());
    }
    table.print(out, "no templates");
  }

  static void template(JsonNode template, PrintWriter out) {
    out.println(template.path("template").asText() + ": " + template.path("name").asText());
    line(out, "about", template.path("description").asText());
    line(
        out,
        "type",
        template.path("type").asText() + ", of each " + template.path("scope").asText());
    line(out, "outcomes", pairs(template.path("sentiments")));
    line(out, "examples", counts(template.path("examples")));
    text(out, "prompt", template.path("prompt").asText());
  }

  private static String percent(JsonNode signal) {
    BigDecimal rate = signal.path("sampleRate").decimalValue();
    return rate.stripTrailingZeros().toPlainString() + " %";
  }

  private static String version(JsonNode signal) {
    String author = signal.path("author").asText("");
    return signal.path("version").asText()
        + " of "
        + signal.path("createdAt").asText()
        + (author.isEmpty() || author.equals("null") ? "" : " by " + author);
  }

  private static String judge(JsonNode signal) {
    String judge = signal.path("judge").asText();
    StringBuilder text = new StringBuilder(judge);
    if (!judge.equals("llm")) {
      text.append(", reads ").append(signal.path("reads").asText());
    }
    if (judge.equals("cascade")) {
      text.append(", sure from ").append(signal.path("confidence").asText());
      text.append(", checks ").append(signal.path("checkPercent").asText()).append(" %");
    }
    if (signal.path("distilled").isTextual()) {
      text.append(", distilled by ").append(signal.path("distilled").asText());
    }
    if (signal.path("model").isTextual() && !signal.path("model").asText().isEmpty()) {
      text.append(", ").append(signal.path("model").asText());
    }
    return text.toString();
  }

  private static String pairs(JsonNode mapping) {
    List<String> pairs = new ArrayList<>();
    mapping.properties().forEach(e -> pairs.add(e.getKey() + '=' + e.getValue().asText()));
    return String.join(", ", pairs);
  }

  private static String counts(JsonNode examples) {
    List<String> counts = new ArrayList<>();
    examples.properties().forEach(e -> counts.add(e.getValue().size() + " for " + e.getKey()));
    return String.join(", ", counts);
  }

  /** A value in a difference: mappings and lists of texts take a line for each text. */
  private static String shown(JsonNode value) {
    if (value.isNull() || value.isMissingNode() || (value.isContainerNode() && value.isEmpty())) {
      return "(none)";
    }
    if (value.isArray()) {
      List<String> items = new ArrayList<>();
      value.forEach(item -> items.add(item.asText()));
      return String.join(", ", items);
    }
    if (!value.isObject()) {
      return value.isNumber()
          ? value.decimalValue().stripTrailingZeros().toPlainString()
          : value.asText();
    }
    List<String> lines = new ArrayList<>();
    value.properties().forEach(e -> addLines(e.getKey(), e.getValue(), lines));
    return String.join(value.elements().next().isArray() ? "\n" : ", ", lines);
  }

  private static void addLines(String outcome, JsonNode value, List<String> lines) {
    if (value.isArray()) {
      value.forEach(text -> lines.add(outcome + ": " + text.asText()));
    } else {
      lines.add(outcome + '=' + value.asText());
    }
  }

  private static void line(PrintWriter out, String name, String value) {
    if (!value.isEmpty() && !value.equals("null")) {
      out.println(String.format("  %-9s %s", name, value));
    }
  }

  private static void text(PrintWriter out, String name, String value) {
    out.println("  " + name);
    value.lines().forEach(line -> out.println("    " + line));
  }
}
