// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rules over keys: of attributes, and of fields in JSON. Few keys make up most of the traffic,
 * so what was said of a key is kept. May be used from any thread.
 */
final class KeyRules {
  private static final int MOST_KEPT = 4_096;
  private static final int LONGEST_KEPT = 128;
  private static final int NO_RULE = -1;

  private final Rules rules;
  private final int secretRule;
  private final boolean secrets;
  private final List<Own> own = new ArrayList<>();
  private final Map<String, Fate> kept = new ConcurrentHashMap<>();

  private record Own(int rule, Pattern pattern) {}

  /**
   * What a key means for its value.
   *
   * @param count whether the value counts tokens
   * @param rule the rule that replaces it
   * @param name if that is the built-in rule: whether it replaces any value
   * @param harmless true when the key itself holds nothing that must not be there
   */
  record Fate(boolean count, int rule, SecretNames name, boolean harmless) {

    boolean isReplaced() {
      return rule != NO_RULE;
    }

    /** True when any value under the key is to be replaced. */
    boolean coversAll() {
      return isReplaced() && name == SecretNames.ALWAYS;
    }

    /** True when this text under the key is to be replaced. */
    boolean covers(String text) {
      return isReplaced() && name.covers(text) && !(count && TokenCounts.isNumber(text));
    }
  }

  KeyRules(RedactionSettings settings, Rules rules) {
    this.rules = rules;
    this.secrets = settings.builtIn().contains(BuiltInRule.SECRETS);
    this.secretRule = rules.names().indexOf(BuiltInRule.SECRETS.label());
    for (Map.Entry<String, String> key : settings.keys().entrySet()) {
      own.add(new Own(rules.number(key.getKey()), Pattern.compile(key.getValue())));
    }
  }

  boolean hasOwn() {
    return !own.isEmpty();
  }

  Fate of(String key) {
    Fate known = kept.get(key);
    if (known != null) {
      return known;
    }
    Fate fate = fate(key);
    if (key.length() <= LONGEST_KEPT && kept.size() < MOST_KEPT) {
      kept.put(key, fate);
    }
    return fate;
  }

  private Fate fate(String key) {
    boolean count = TokenCounts.isCount(key);
    boolean harmless = rules.all(key).isEmpty() && !JsonText.looksLike(key);
    for (Own rule : own) {
      if (rule.pattern().matcher(key).find()) {
        return new Fate(count, rule.rule(), SecretNames.ALWAYS, harmless);
      }
    }
    SecretNames name = secrets ? SecretNames.of(key) : SecretNames.NEVER;
    int rule = name == SecretNames.NEVER ? NO_RULE : secretRule;
    return new Fate(count, rule, name, harmless);
  }
}
