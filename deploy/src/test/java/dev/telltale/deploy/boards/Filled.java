// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.boards;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts values in the places of variables, as Grafana does before it asks. */
record Filled(Map<String, String> values) {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$(?:\\{([A-Za-z_]+)[^}]*\\}|([A-Za-z_]+))");

  /** The text with every variable replaced. Throws for one without a value. */
  String in(String text) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            found -> {
              String name = found.group(1) == null ? found.group(2) : found.group(1);
              String value = values.get(name);
              if (value == null) {
                throw new IllegalArgumentException("$" + name + " has no value in: " + text);
              }
              return Matcher.quoteReplacement(value);
            });
  }
}
