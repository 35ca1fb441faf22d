// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each rule found something, by the rule's number. */
final class Counts {
  private final Map<Integer, Integer> found = new HashMap<>();

  void add(int rule) {
    found.merge(rule, 1, Integer::sum);
  }

  void add(Counts other) {
    other.found.forEach((rule, count) -> found.merge(rule, count, Integer::sum));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  Map<String, Integer> byName(List<String> rules) {
    Map<String, Integer> byName = new HashMap<>();
    found.forEach((rule, count) -> byName.merge(rules.get(rule), count, Integer::sum));
    return byName;
  }
}
