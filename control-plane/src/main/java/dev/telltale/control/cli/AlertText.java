// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Alerts and what they do, for people. */
final class AlertText {
  /** Of a rule that names none; which they are, the role alerts knows. */
  private static final String DEFAULTS = "the default channels";

  private AlertText() {}

  static void list(JsonNode answer, PrintWriter out) {
    TextTable table = new TextTable("ALERT", "REVISION", "SEVERITY", "CONDITION");
    for (JsonNode alert : answer.path("alerts")) {
      table.row(
          alert.path("key").asText(),
          alert.path("revision").asText(),
          alert.path("severity").asText(),
          alert.path("sentence").asText()
              + (alert.path("archived").asBoolean() ? "; archived" : ""));
    }
    table.print(out, "no alerts");
  }

  static void one(JsonNode alert, PrintWriter out) {
    out.println(alert.path("key").asText() + ": " + alert.path("name").asText());
    out.println("  " + alert.path("sentence").asText());
    line(
        out,
        "revision",
        alert.path("revision").asText()
            + " of "
            + alert.path("updatedAt").asText()
            + (alert.path("author").isTextual() ? " by " + alert.path("author").asText() : ""));
    line(out, "severity", alert.path("severity").asText());
    line(out, "no data", alert.path("noData").asText());
    line(out, "recovery", alert.path("notifyRecovery").asBoolean() ? "is told" : "is not told");
    line(out, "notifies", joined(alert.path("notify"), DEFAULTS));
    if (alert.path("archived").asBoolean()) {
      line(out, "archived", "since its last revision");
    }
  }

  /** What became of an alert, and each field as it was and is. */
  static void change(JsonNode answer, PrintWriter out) {
    JsonNode alert = answer.path("alert");
    out.println(
        answer.path("change").asText()
            + ' '
            + alert.path("key").asText()
            + " (revision "
            + alert.path("revision").asText()
            + (alert.path("archived").asBoolean() ? ", archived" : "")
            + "): "
            + alert.path("sentence").asText());
    SignalText.differences(answer.path("diff"), out);
    warnings(answer, out);
    if (answer.path("dryRun").asBoolean()) {
      out.println("dry run: nothing was written");
    }
  }

  static void warnings(JsonNode answer, PrintWriter out) {
    answer.path("warnings").forEach(warning -> out.println("  warning: " + warning.asText()));
  }

  static void states(JsonNode answer, PrintWriter out) {
    TextTable table =
        new TextTable("ALERT", "STATE", "SINCE", "OBSERVED", "LABELS", "FIRED IN 7 DAYS");
    for (JsonNode state : answer.path("states")) {
      table.row(
          state.path("key").asText(),
          word(state),
          text(state, "since"),
          text(state, "observedText"),
          state.path("labels").asText(),
          state.path("firings").asText());
    }
    table.print(out, "no alerts");
    if (!answer.path("firingsComplete").asBoolean(true)) {
      out.println("there were too many events to count all firings");
    }
  }

  static void state(JsonNode state, PrintWriter out) {
    out.println(state.path("key").asText() + ": " + word(state));
    out.println("  " + state.path("sentence").asText());
    line(out, "since", text(state, "since"));
    line(out, "silent", state.path("until").isTextual() ? "until " + text(state, "until") : "");
    line(out, "observed", observed(state));
    line(out, "labels", labels(state));
    line(out, "held", text(state, "heldBack"));
    line(
        out,
        "window",
        state.path("evaluatedAt").isTextual() ? "to " + text(state, "evaluatedAt") : "");
    line(out, "fired", fired(state));
  }

  static void events(JsonNode answer, PrintWriter out) {
    TextTable table = new TextTable("TIME", "ALERT", "CHANGE", "OBSERVED", "TOLD", "EVENT");
    for (JsonNode event : answer.path("events")) {
      table.row(
          event.path("triggeredAt").asText(),
          event.path("key").asText(),
          event.path("transition").asText(),
          text(event, "observedText"),
          event.path("told").asBoolean() ? "yes" : "no",
          event.path("id").asText());
    }
    table.print(out, "no events");
    if (!answer.path("complete").asBoolean(true)) {
      out.println("there may be more: too much would have had to be read (--from narrows it)");
    }
  }

  static void told(JsonNode answer, PrintWriter out) {
    JsonNode event = answer.path("event");
    out.println(
        event.path("triggeredAt").asText()
            + ' '
            + event.path("key").asText()
            + ": "
            + event.path("transition").asText());
    out.println("  " + event.path("sentence").asText());
    line(out, "observed", observed(event));
    line(out, "evidence", joined(event.path("evidence"), ""));
    deliveries(answer, out);
  }

  static void trial(JsonNode answer, PrintWriter out) {
    JsonNode event = answer.path("event");
    out.println("event " + event.path("id").asText() + " of " + event.path("key").asText());
    deliveries(answer, out);
    answer
        .path("waitingFor")
        .forEach(
            channel ->
                out.println(
                    "  "
                        + channel.asText()
                        + ": nothing yet (alert deliveries shows it later; is the role alerts"
                        + " running, and is the channel configured?)"));
    if (event.path("alert").path("notify").isEmpty() && answer.path("deliveries").isEmpty()) {
      out.println("  " + DEFAULTS + ": nothing yet (is the role alerts running?)");
    }
  }

  private static void deliveries(JsonNode answer, PrintWriter out) {
    for (JsonNode one : answer.path("deliveries")) {
      int attempts = one.path("attempts").asInt();
      out.println(
          "  "
              + one.path("channel").asText()
              + ": "
              + one.path("outcome").asText().replace('_', ' ')
              + (attempts > 1 ? " in " + attempts + " attempts" : "")
              + (one.path("detail").asText().isEmpty() ? "" : ", " + one.path("detail").asText()));
    }
  }

  private static String word(JsonNode state) {
    String word = state.path("enabled").asBoolean() ? state.path("state").asText() : "switched off";
    return word.replace('_', ' ') + (state.path("stale").asBoolean() ? " (stale)" : "");
  }

  private static String observed(JsonNode node) {
    if (!node.path("observedText").isTextual()) {
      return "";
    }
    String text = node.path("observedText").asText();
    return node.path("intervalLow").isNumber()
        ? text
            + ", 95 % interval "
            + percent(node.path("intervalLow"))
            + " to "
            + percent(node.path("intervalHigh"))
        : text;
  }

  private static String labels(JsonNode state) {
    String labels = state.path("labels").asText();
    return state.path("coverage").isNumber()
        ? labels + ", coverage " + percent(state.path("coverage"))
        : labels;
  }

  private static String fired(JsonNode state) {
    int firings = state.path("firings").asInt();
    String times = firings + (firings == 1 ? " time" : " times") + " in 7 days";
    return state.path("lastFiredAt").isTextual()
        ? times + ", last at " + state.path("lastFiredAt").asText()
        : times;
  }

  private static String percent(JsonNode rate) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * rate.asDouble());
  }

  private static String joined(JsonNode list, String whenEmpty) {
    List<String> texts = new ArrayList<>();
    list.forEach(one -> texts.add(one.asText()));
    return texts.isEmpty() ? whenEmpty : String.join(", ", texts);
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).isTextual() ? node.path(field).asText() : "";
  }

  private static void line(PrintWriter out, String name, String value) {
    if (!value.isEmpty()) {
      out.println(String.format("  %-9s %s", name, value));
    }
  }
}
