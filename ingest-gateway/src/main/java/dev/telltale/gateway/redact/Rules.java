// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The rules over texts, built in and own. May be used from any thread. */
final class Rules {
  private final List<String> names = new ArrayList<>();
  private final List<Anchored> anchored = new ArrayList<>();
  private final List<Own> own = new ArrayList<>();
  private final Anchors anchors;

  private record Anchored(int rule, Finder finder) {}

  private record Own(int rule, Pattern pattern) {}

  Rules(RedactionSettings settings) {
    List<String> literals = new ArrayList<>();
    for (BuiltInRule builtIn : BuiltInRule.values()) {
      int rule = number(builtIn.label());
      for (Row row : settings.builtIn().contains(builtIn) ? builtIn.rows() : List.<Row>of()) {
        for (String anchor : row.anchors()) {
          literals.add(anchor);
          anchored.add(new Anchored(rule, row.finder()));
        }
      }
    }
    for (Map.Entry<String, String> value : settings.values().entrySet()) {
      own.add(new Own(number(value.getKey()), Pattern.compile(value.getValue())));
    }
    this.anchors = new Anchors(literals);
  }

  /** The number of a rule, which it now has. */
  int number(String name) {
    names.add(name);
    return names.size() - 1;
  }

  /** By number. */
  List<String> names() {
    return names;
  }

  boolean hasOwn() {
    return !own.isEmpty();
  }

  /** What the built-in rules find, in order, none over another. */
  List<Found> builtIn(String text) {
    Scan scan = new Scan(text);
    anchors.scan(text, scan);
    return scan.found;
  }

  /** What all rules find, in order, none over another. */
  List<Found> all(String text) {
    List<Found> found = builtIn(text);
    if (own.isEmpty()) {
      return found;
    }
    List<Found> all = new ArrayList<>(found);
    for (Own rule : own) {
      Matcher matcher = rule.pattern().matcher(text);
      while (matcher.find()) {
        all.add(new Found(rule.rule(), matcher.start(), matcher.end()));
      }
    }
    all.sort(Comparator.comparingInt(Found::start));
    return apart(all);
  }

  private static List<Found> apart(List<Found> all) {
    List<Found> apart = new ArrayList<>(all.size());
    int end = 0;
    for (Found found : all) {
      if (found.end() > end) {
        apart.add(new Found(found.rule(), Math.max(end, found.start()), found.end()));
        end = found.end();
      }
    }
    return apart;
  }

  private final class Scan implements Anchors.Listener {
    private final String text;
    private List<Found> found = List.of();
    private int end;

    Scan(String text) {
      this.text = text;
    }

    @Override
    public void found(int literal, int from, int to) {
      if (from < end) {
        return;
      }
      Anchored rule = anchored.get(literal);
      Finder.Range range = rule.finder().at(text, from, to);
      if (range != null && range.end() > end) {
        found = found.isEmpty() ? new ArrayList<>() : found;
        found.add(new Found(rule.rule(), Math.max(end, range.start()), range.end()));
        end = range.end();
      }
    }
  }
}
