// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a distribution comes to, as lines of text: all labels, each value, and what has none. */
final class DistributionTotals {
  private DistributionTotals() {}

  /**
   * Makes the lines.
   *
   * @param marks of the values, in their order
   */
  static List<String> lines(JsonNode total, Map<String, Character> marks) {
    List<String> lines = new ArrayList<>();
    long backfilled = total.path("backfilled").asLong();
    lines.add(
        "total "
            + total.path("labels").asText()
            + (total.path("labels").asLong() == 1 ? " label" : " labels")
            + (backfilled > 0 ? ", " + backfilled + " of them backfilled" : "")
            + String.format(
                Locale.ROOT, "; coverage %.1f %%", 100 * total.path("coverage").asDouble()));
    int longest = marks.keySet().stream().mapToInt(String::length).max().orElse(0);
    marks.forEach(
        (value, mark) -> {
          JsonNode share = total.path("values").path(value);
          lines.add(
              "  "
                  + mark
                  + " "
                  + value
                  + " ".repeat(longest - value.length())
                  + "  "
                  + share.path("labels").asText()
                  + (share.path("share").isNumber()
                      ? String.format(
                          Locale.ROOT,
                          ", %.1f %% (95 %% interval %.1f to %.1f %%)",
                          100 * share.path("share").asDouble(),
                          100 * share.path("low").asDouble(),
                          100 * share.path("high").asDouble())
                      : ""));
        });
    reasons("failed", total.path("failed"), total.path("failures"), lines);
    reasons("skipped", total.path("skipped"), total.path("skips"), lines);
    return lines;
  }

  private static void reasons(String word, JsonNode count, JsonNode reasons, List<String> lines) {
    if (count.asLong() > 0) {
      List<String> each = new ArrayList<>();
      reasons
          .properties()
          .forEach(reason -> each.add(reason.getKey() + " " + reason.getValue().asText()));
      lines.add(word + " " + count.asText() + ": " + String.join(", ", each));
    }
  }
}
