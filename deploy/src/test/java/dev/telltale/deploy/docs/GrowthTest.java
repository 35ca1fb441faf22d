// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.topic.Kept;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.config.ConfigReader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Computes the page about growth again, from the inputs that it states. */
class GrowthTest {
  private static final int FIRST_STEP = 2;
  private static final int STEPS = 4;

  private final Map<String, String> formulas = formulas();
  private final Map<String, Double> inputs = inputs();

  @Test
  void everyCellIsWhatTheFormulasGive() {
    List<String> wrong = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    for (List<String> row : table()) {
      String name = name(row.get(0));
      if (formulas.containsKey(name)) {
        shown.add(name);
        for (int step = 0; step < STEPS; step++) {
          String expected = text(step(step).getOrDefault(name, Double.NaN), row.get(1));
          String found = row.get(FIRST_STEP + step);
          if (!found.equals(expected)) {
            wrong.add(name + ": " + found + " (computed: " + expected + ")");
          }
        }
      }
    }

    assertThat(shown).hasSizeGreaterThan(20).doesNotHaveDuplicates();
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyInputIsUsedAndEveryNameInAFormulaIsGiven() {
    String all = String.join(" ", formulas.values());

    assertThat(inputs.keySet()).allSatisfy(name -> assertThat(all).containsPattern(word(name)));
    // Computing is what finds a name without a value.
    assertThat(step(0)).containsKeys(formulas.keySet().toArray(String[]::new));
  }

  @Test
  void thereAreAsManyPartitionsAsThreads() {
    for (int step = 0; step < STEPS; step++) {
      Map<String, Double> values = step(step);
      assertThat(values.get("partitions")).isGreaterThanOrEqualTo(values.get("assembly_threads"));
    }
  }

  @Test
  void retentionIsTheCatalogues() {
    assertThat(inputs)
        .containsEntry("spans_days", days(Topics.SPANS))
        .containsEntry("traces_days", days(Topics.TRACES))
        .containsEntry("parts_days", days(Topics.SESSION_TRACES))
        .containsEntry("sessions_days", days(Topics.SESSIONS));
  }

  @Test
  void theTimesInTheFormulasAreTheDefaults() {
    Map<String, String> defaults = ConfigReader.effective(Optional.empty(), Map.of());

    assertThat(defaults)
        .containsEntry("telltale.classifier.trace-keep", "15m")
        .containsEntry("telltale.classifier.trace-remember", "24h")
        .containsEntry("telltale.classifier.session-remember", "168h")
        .containsEntry("telltale.classifier.session-idle", "30m");
    assertThat(formulas.get("trace_state")).contains("900", "day * id_bytes");
    assertThat(formulas.get("session_state")).contains("7 * day + 1800");
  }

  private static Map<String, String> formulas() {
    Map<String, String> formulas = new LinkedHashMap<>();
    Page.GROWTH
        .block("formulas")
        .lines()
        .map(line -> line.split(" = ", 2))
        .forEach(parts -> formulas.put(parts[0], parts[1]));
    return formulas;
  }

  /** What stands in the tables before the steps. */
  private static Map<String, Double> inputs() {
    Map<String, Double> inputs = new LinkedHashMap<>();
    for (List<String> row : Page.rows(Page.GROWTH.section("## What one of each takes"))) {
      if (row.get(0).startsWith("`")) {
        inputs.put(name(row.get(0)), number(row.get(1)));
      }
    }
    return inputs;
  }

  private static List<List<String>> table() {
    return Page.rows(Page.GROWTH.section("## The steps")).stream()
        .filter(row -> row.get(0).endsWith("`"))
        .toList();
  }

  /** All values of a step: the inputs, the step's own, and what is computed of them. */
  private Map<String, Double> step(int step) {
    Map<String, Double> values = new LinkedHashMap<>(inputs);
    for (List<String> row : table()) {
      String name = name(row.get(0));
      if (!formulas.containsKey(name)) {
        values.put(name, number(row.get(FIRST_STEP + step)));
      }
    }
    formulas.forEach((name, formula) -> values.put(name, Formula.value(formula, values)));
    return values;
  }

  /** Three digits, with the unit's prefix; plain numbers and percents have none. */
  private static String text(double value, String unit) {
    String[] prefixes = {"", "k", "M", "G", "T", "P"};
    int thousands = 0;
    BigDecimal rounded = rounded(value);
    boolean scaled = !unit.isEmpty() && !unit.equals("%");
    while (scaled && rounded.doubleValue() >= 1_000 && thousands < prefixes.length - 1) {
      thousands++;
      rounded = rounded(value / Math.pow(1_000, thousands));
    }
    String digits =
        new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(Locale.ROOT))
            .format(rounded);
    if (unit.equals("$")) {
      return ("$" + digits + " " + prefixes[thousands]).strip();
    }
    return (digits + " " + prefixes[thousands] + unit).strip();
  }

  private static BigDecimal rounded(double value) {
    return BigDecimal.valueOf(value).round(new MathContext(3, RoundingMode.HALF_UP));
  }

  private static double days(Topic<?, ?> topic) {
    return topic.kept() instanceof Kept.For kept ? kept.time().toDays() : Double.NaN;
  }

  private static String name(String cell) {
    return cell.substring(cell.lastIndexOf('`', cell.length() - 2) + 1, cell.length() - 1);
  }

  private static double number(String cell) {
    return Double.parseDouble(cell.replace(",", ""));
  }

  private static String word(String name) {
    return "\\b" + name + "\\b";
  }
}
