// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is taken out of spans, and what stands there instead.
 *
 * @param mode mask or hash
 * @param hashSecret the installation's secret that hashes are made with; wanted only where there
 *     are hashes, 16 characters or more
 * @param builtIn the rules that are on
 * @param values own rules by name: patterns of RE2's syntax; what matches in a text is replaced
 * @param keys own rules by name: patterns of RE2's syntax; where one is found in the key of an
 *     attribute or a JSON field, the whole value is replaced
 * @param hashSessionIds whether session ids are replaced by hashes; equal ids stay equal
 * @param hashUserIds whether user ids are replaced by hashes; equal ids stay equal
 */
public record RedactionSettings(
    Mode mode,
    Optional<String> hashSecret,
    Set<BuiltInRule> builtIn,
    Map<String, String> values,
    Map<String, String> keys,
    boolean hashSessionIds,
    boolean hashUserIds) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
  private static final int SHORTEST_SECRET = 16;

  /** What stands in place of what was found. */
  public enum Mode {
    /** The rule's name: {@code [email]}. */
    MASK,
    /** The rule's name and a keyed hash: {@code [email:3fa2…]}, the same for the same text. */
    HASH
  }

  /** Refuses hashes without a secret, and rules that cannot be. */
  public RedactionSettings {
    if (mode == Mode.HASH || hashSessionIds || hashUserIds) {
      int length = hashSecret.map(String::length).orElse(0);
      if (length < SHORTEST_SECRET) {
        throw new IllegalArgumentException(
            "hash-secret: "
                + length
                + " characters (expected: "
                + SHORTEST_SECRET
                + " or more, as hashes are switched on)");
      }
    }
    builtIn = builtIn.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(builtIn));
    values = Map.copyOf(values);
    keys = Map.copyOf(keys);
    Set<String> names = new HashSet<>();
    for (BuiltInRule rule : BuiltInRule.values()) {
      names.add(rule.label());
    }
    values.forEach((name, pattern) -> check("values." + name, name, pattern, names));
    keys.forEach((name, pattern) -> check("keys." + name, name, pattern, names));
  }

  /** Secrets and card numbers are masked, and nothing else. */
  public static RedactionSettings defaults() {
    return new RedactionSettings(
        Mode.MASK,
        Optional.empty(),
        EnumSet.of(BuiltInRule.SECRETS, BuiltInRule.CARDS),
        Map.of(),
        Map.of(),
        false,
        false);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "RedactionSettings[mode=" + mode + ", builtIn=" + builtIn + "]";
  }

  private static void check(String key, String name, String pattern, Set<String> names) {
    if (!NAME.matches(name)) {
      throw new IllegalArgumentException(
          key + ": not a name (expected: a-z, 0-9 and hyphens, at most 40)");
    }
    if (!names.add(name)) {
      throw new IllegalArgumentException(
          key + ": there is another rule of that name (expected: a name of its own)");
    }
    try {
      if (Pattern.compile(pattern).matcher("").find()) {
        throw new IllegalArgumentException(
            key + ": finds the empty text (expected: a pattern that something must match)");
      }
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          key + ": " + e.getMessage() + " (expected: a pattern of RE2's syntax)", e);
    }
  }
}
