// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.docs;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A formula as the page has it: names, numbers, {@code + - * /}, parentheses, {@code up(x)} rounds
 * up, {@code max(x, y)}. For one computation.
 */
final class Formula {
  private final List<String> tokens;
  private final Map<String, Double> values;
  private int at;

  private Formula(List<String> tokens, Map<String, Double> values) {
    this.tokens = tokens;
    this.values = values;
  }

  /**
   * Computes it.
   *
   * @throws IllegalArgumentException for a name without a value, or what is no formula
   */
  static double value(String text, Map<String, Double> values) {
    Pattern token = Pattern.compile("[a-z_]+|[0-9.]+|[-+*/(),]");
    if (!token.matcher(text).replaceAll("").isBlank()) {
      throw new IllegalArgumentException("formula: " + text);
    }
    Formula formula =
        new Formula(token.matcher(text).results().map(MatchResult::group).toList(), values);
    double value = formula.sum();
    if (formula.at < formula.tokens.size()) {
      throw new IllegalArgumentException("formula: " + text + ": left " + formula.next());
    }
    return value;
  }

  private double sum() {
    double value = product();
    while (sees("+") || sees("-")) {
      value = take().equals("+") ? value + product() : value - product();
    }
    return value;
  }

  private double product() {
    double value = factor();
    while (sees("*") || sees("/")) {
      value = take().equals("*") ? value * factor() : value / factor();
    }
    return value;
  }

  private double factor() {
    String token = take();
    return switch (token) {
      case "(" -> closed(sum());
      case "up" -> Math.ceil(opened());
      case "max" -> larger();
      default -> Character.isDigit(token.charAt(0)) ? Double.parseDouble(token) : named(token);
    };
  }

  private double named(String name) {
    Double value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("formula: no value for " + name);
    }
    return value;
  }

  private double larger() {
    expect("(");
    double first = sum();
    expect(",");
    return closed(Math.max(first, sum()));
  }

  private double opened() {
    expect("(");
    return closed(sum());
  }

  private double closed(double value) {
    expect(")");
    return value;
  }

  private void expect(String token) {
    String taken = take();
    if (!taken.equals(token)) {
      throw new IllegalArgumentException("formula: " + taken + " (expected: " + token + ")");
    }
  }

  private boolean sees(String token) {
    return next().equals(token);
  }

  private String take() {
    String token = next();
    at++;
    return token;
  }

  private String next() {
    return at < tokens.size() ? tokens.get(at) : "the end";
  }
}
