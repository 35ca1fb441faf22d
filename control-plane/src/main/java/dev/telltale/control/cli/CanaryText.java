// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;

/** A signal's canaries, for people. */
final class CanaryText {
  private static final int SHOWN = 10;

  private CanaryText() {}

  static void print(JsonNode canary, PrintWriter out) {
    int targets = canary.path("targets").asInt();
    int enough = canary.path("enoughFrom").asInt();
    out.println(
        canary.path("signal").asText()
            + ": "
            + targets
            + (targets == 1 ? " target" : " targets")
            + " labelled by people are asked about"
            + (targets < enough ? " (expected: " + enough + " or more, so nothing is asked)" : ""));
    if (canary.path("fallen").asBoolean()) {
      out.println("The judge agrees with people less than it did.");
    }
    out.println();
    TextTable table =
        new TextTable("TIME", "VERSION", "AGREEMENT", "95 %", "TARGETS", "KAPPA", "JUDGE");
    int shown = 0;
    for (JsonNode run : canary.path("runs")) {
      if (shown++ == SHOWN) {
        break;
      }
      boolean compared = run.has("compared");
      table.row(
          run.path("requestedAt").asText().replaceAll("\\..*|Z$", "").replace('T', ' '),
          run.path("version").asText(),
          compared ? percent(run.path("agreement")) + " %" : run.path("state").asText(),
          compared ? percent(run.path("low")) + " to " + percent(run.path("high")) : "",
          compared ? run.path("compared").asText() + left(run) : "",
          run.has("kappa") ? String.format(Locale.ROOT, "%.2f", run.path("kappa").asDouble()) : "",
          compared ? run.path("judge").asText() : run.path("detail").asText());
    }
    table.print(out, "none yet");
  }

  private static String left(JsonNode run) {
    long missing = run.path("missing").asLong();
    int undecided = run.path("undecided").asInt();
    return (undecided > 0 ? ", " + undecided + " undecided" : "")
        + (missing > 0 ? ", " + missing + " not kept" : "");
  }

  private static String percent(JsonNode share) {
    return String.format(Locale.ROOT, "%.0f", 100 * share.asDouble());
  }
}
