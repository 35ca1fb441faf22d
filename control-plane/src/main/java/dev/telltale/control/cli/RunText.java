// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs for people. Pure. */
final class RunText {
  private RunText() {}

  /** What a backfill would take. */
  static List<String> estimate(JsonNode run) {
    List<String> lines = new ArrayList<>();
    JsonNode counts = run.path("counts");
    JsonNode estimate = run.path("estimate");
    lines.add(title(run));
    lines.add(
        number(counts, "matched")
            + " match, "
            + number(counts, "sampled")
            + (run.path("skippedOnly").asBoolean()
                ? " of a sample of " + rate(run) + " % were left out"
                : " in the sample of " + rate(run) + " %")
            + (run.path("relabel").asBoolean() || run.path("skippedOnly").asBoolean()
                ? ""
                : ", "
                    + number(counts, "labelledBefore")
                    + " of them labelled by version "
                    + run.path("version").asText()
                    + " already"));
    StringBuilder takes = new StringBuilder(number(estimate, "questions") + " to judge");
    if (estimate.has("inputTokens")) {
      takes
          .append(": about ")
          .append(number(estimate, "inputTokens"))
          .append(" tokens in, ")
          .append(number(estimate, "outputTokens"))
          .append(" out");
    }
    if (estimate.has("cost") && estimate.has("inputTokens")) {
      takes.append(String.format(Locale.ROOT, ", %.4f USD", estimate.path("cost").asDouble()));
    }
    lines.add(takes.toString());
    detail(run, lines);
    return lines;
  }

  /** A run as it is now. */
  static List<String> one(JsonNode run) {
    if (run.path("kind").asText().equals("estimate") && run.has("estimate")) {
      return estimate(run);
    }
    List<String> lines = new ArrayList<>();
    lines.add(run.path("kind").asText() + " " + run.path("id").asText() + ": " + state(run));
    lines.add(title(run));
    lines.add(progress(run.path("counts")));
    detail(run, lines);
    for (JsonNode role : run.path("missing")) {
      lines.add(
          "it waits for a "
              + role.asText()
              + ": none is running (./telltale "
              + role.asText()
              + " starts one; standalone has it)");
    }
    return lines;
  }

  static void print(JsonNode run, PrintWriter out) {
    one(run).forEach(out::println);
  }

  static void list(JsonNode answer, PrintWriter out) {
    TextTable table =
        new TextTable(
            "RUN", "KIND", "SIGNAL", "VERSION", "STATE", "LABELLED", "FAILED", "SKIPPED", "ASKED");
    for (JsonNode run : answer.path("runs")) {
      JsonNode counts = run.path("counts");
      table.row(
          run.path("id").asText(),
          run.path("kind").asText(),
          run.path("signal").asText(),
          run.path("version").asText(),
          run.path("state").asText(),
          number(counts, "labelled"),
          number(counts, "failed"),
          number(counts, "skipped"),
          run.path("requestedAt").asText());
    }
    table.print(out, "no runs (./telltale run create SIGNAL --from DATE starts one)");
  }

  /** How far it is, in one line. */
  static String progress(JsonNode counts) {
    return number(counts, "scanned")
        + " looked at, "
        + number(counts, "sampled")
        + " in the sample, "
        + number(counts, "labelledBefore")
        + " labelled before; "
        + number(counts, "dispatched")
        + " asked: "
        + number(counts, "labelled")
        + " labelled, "
        + number(counts, "failed")
        + " failed, "
        + number(counts, "skipped")
        + " skipped";
  }

  private static String state(JsonNode run) {
    return run.path("state").asText();
  }

  private static String title(JsonNode run) {
    return run.path("signal").asText()
        + ", version "
        + run.path("version").asText()
        + ": "
        + run.path("scope").asText("target")
        + "s that start from "
        + run.path("from").asText()
        + " to "
        + run.path("to").asText();
  }

  private static void detail(JsonNode run, List<String> lines) {
    if (!run.path("detail").asText().isEmpty()) {
      lines.add(run.path("detail").asText());
    }
  }

  private static String rate(JsonNode run) {
    double rate = run.path("sampleRate").asDouble();
    return rate == Math.rint(rate) ? String.valueOf((long) rate) : String.valueOf(rate);
  }

  private static String number(JsonNode counts, String field) {
    return String.format(Locale.ROOT, "%,d", counts.path(field).asLong());
  }
}
