// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import java.util.List;
import java.util.Locale;

/**
 * Keys that speak of how many tokens a model read or wrote. A rule that looks for "token" means
 * another kind.
 */
final class TokenCounts {
  private static final List<String> GROUPS =
      List.of("llm.token_count.", "gen_ai.usage.", "llm.usage.", "ai.usage.");
  private static final List<String> ENDS =
      List.of("tokens", "token_count", "tokencount", "token_usage", "tokenusage", "token_limit");

  private TokenCounts() {}

  static boolean isCount(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return GROUPS.stream().anyMatch(lower::startsWith)
        || ENDS.stream().anyMatch(lower::endsWith)
        || lower.contains("tokens.")
        || lower.contains("tokens_")
        || lower.contains("token_count");
  }

  /** True for what a count is written as: digits, perhaps a point. */
  static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= 12
        && text.chars().allMatch(c -> Edges.isDigit((char) c) || c == '.');
  }
}
