// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Redacts texts. In a text that is JSON, each string and number is redacted by itself, so that it
 * is JSON afterwards too. May be used from any thread.
 */
final class Texts {
  /** How deep JSON is looked for in strings of JSON. */
  private static final int MAX_DEPTH = 8;

  /** What was replaced may set free what stands beside it. */
  private static final int MAX_ROUNDS = 8;

  private final Rules rules;
  private final KeyRules keys;
  private final Marks marks;

  Texts(Rules rules, KeyRules keys, Marks marks) {
    this.rules = rules;
    this.keys = keys;
    this.marks = marks;
  }

  /** The text without what must not be there; the same one when there is no such thing. */
  String redact(String text, Counts counts) {
    return redact(text, counts, 0);
  }

  String redact(String text, Counts counts, int depth) {
    boolean found = !rules.builtIn(text).isEmpty();
    if (depth < MAX_DEPTH && JsonText.looksLike(text)) {
      // An escape may hide a character that a rule looks for.
      if (found || rules.hasOwn() || keys.hasOwn() || text.contains("\\u00")) {
        Counts inside = new Counts();
        String json = new JsonText(this, keys, marks, inside, depth).redact(text);
        if (json != null) {
          counts.add(inside);
          return json;
        }
      }
    }
    return found || rules.hasOwn() ? plain(text, counts) : text;
  }

  private String plain(String text, Counts counts) {
    String before = text;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      String after = replace(before, rules.all(before), counts);
      if (after == null) {
        return before;
      }
      before = after;
    }
    return before;
  }

  /** Nothing when there is nothing to replace: marks are left as they are. */
  private @Nullable String replace(String text, List<Found> all, Counts counts) {
    if (all.isEmpty()) {
      return null;
    }
    List<Finder.Range> done = marks.in(text);
    StringBuilder out = new StringBuilder(text.length());
    int copied = 0;
    int mark = 0;
    for (Found found : all) {
      int start = found.start();
      while (start < found.end()) {
        while (mark < done.size() && done.get(mark).end() <= start) {
          mark++;
        }
        boolean inMark = mark < done.size() && done.get(mark).start() <= start;
        int end = found.end();
        if (inMark) {
          end = Math.min(end, done.get(mark).end());
        } else if (mark < done.size()) {
          end = Math.min(end, done.get(mark).start());
        }
        if (!inMark) {
          counts.add(found.rule());
          out.append(text, copied, start)
              .append(marks.mark(found.rule(), text.substring(start, end)));
          copied = end;
        }
        start = end;
      }
    }
    return copied == 0 ? null : out.append(text, copied, text.length()).toString();
  }
}
