// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * What stands in a field, or in a part of it, if anything does. A value that is not as it should be
 * is noted as a problem, and then counts as absent, so that the next problem is found too.
 *
 * @param name the field's
 * @param line where its problems are noted; a borrowed value has the line of the borrower
 * @param borrowed true when it stands in a template
 */
record Value(String name, int line, @Nullable Node node, boolean borrowed, Problems problems) {
  private static final int SHOWN = 60;
  private static final Set<Tag> NUMBERS = Set.of(Tag.INT, Tag.FLOAT);

  boolean isAbsent() {
    return node == null;
  }

  boolean isMapping() {
    return node instanceof MappingNode;
  }

  /** A scalar as it is written, and nothing noted when there is none. */
  String written() {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  void problem(String message) {
    problems.add(line, name + ": " + message);
  }

  /** Any text that is not blank. */
  @Nullable String text(int longest) {
    if (node == null) {
      return null;
    }
    if (!(node instanceof ScalarNode scalar) || scalar.getTag().equals(Tag.NULL)) {
      problem(shown() + " (expected: text)");
    } else if (!scalar.getTag().equals(Tag.STR)) {
      problem(shown() + " without quotes is no text (expected: \"" + shown() + "\")");
    } else if (scalar.getValue().isBlank()) {
      problem("empty (expected: text)");
    } else if (scalar.getValue().length() > longest) {
      problem(scalar.getValue().length() + " characters (expected: at most " + longest + ")");
    } else {
      return scalar.getValue();
    }
    return null;
  }

  /** A text of one line. */
  @Nullable String word(int longest) {
    String text = text(longest);
    if (text != null && text.chars().anyMatch(Character::isISOControl)) {
      problem("a line break or a control character (expected: one line of text)");
      return null;
    }
    return text;
  }

  /** A scalar as it is written, whatever its type. */
  @Nullable String raw(String expected) {
    if (node == null) {
      return null;
    }
    if (node instanceof ScalarNode scalar && !scalar.getValue().isEmpty()) {
      return scalar.getValue();
    }
    problem(shown() + " (expected: " + expected + ")");
    return null;
  }

  /** One of some words. */
  <T> @Nullable T choice(Map<String, T> words) {
    String expected = String.join(" or ", words.keySet());
    String word = raw(expected);
    T choice = word == null ? null : words.get(word);
    if (word != null && choice == null) {
      problem(shown() + " (expected: " + expected + ")");
    }
    return choice;
  }

  /** True or false. */
  boolean flag(boolean otherwise) {
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
      return Boolean.parseBoolean(scalar.getValue());
    }
    if (node != null) {
      problem(shown() + " (expected: true or false)");
    }
    return otherwise;
  }

  /** A number within bounds, both included. */
  double number(double least, double most, double otherwise) {
    double number = asNumber();
    if (number >= least && number <= most) {
      return number;
    }
    if (node != null) {
      problem(shown() + " (expected: a number from " + plain(least) + " to " + plain(most) + ")");
    }
    return otherwise;
  }

  /** A whole number from 0. */
  long count(long most, long otherwise) {
    double number = asNumber();
    if (number >= 0 && number <= most && number == Math.rint(number)) {
      return (long) number;
    }
    if (node != null) {
      problem(shown() + " (expected: a whole number from 0 to " + most + ")");
    }
    return otherwise;
  }

  /** The values in a list; null when there is no list, or one of another length. */
  @Nullable List<Value> items(int fewest, int most) {
    if (node == null) {
      return null;
    }
    if (!(node instanceof SequenceNode sequence)) {
      problem(shown() + " (expected: a list)");
      return null;
    }
    int size = sequence.getValue().size();
    if (size < fewest || size > most) {
      problem(size + " in the list (expected: " + fewest + " to " + most + ")");
      return null;
    }
    List<Value> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      items.add(new Value(name, lineOf(item), item, borrowed, problems));
    }
    return items;
  }

  /** The values in a mapping, by their keys as they are written; none when it is no mapping. */
  Map<String, Value> entries() {
    Map<String, Value> entries = new LinkedHashMap<>();
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        enter(tuple, entries);
      }
    } else if (node != null) {
      problem(shown() + " (expected: a mapping)");
    }
    return entries;
  }

  private void enter(NodeTuple tuple, Map<String, Value> entries) {
    int at = lineOf(tuple.getKeyNode());
    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
      problems.add(at, name + ": a key that is no text");
      return;
    }
    Value value = new Value(name, at, tuple.getValueNode(), borrowed, problems);
    if (entries.putIfAbsent(key.getValue(), value) != null) {
      value.problem(shown(key.getValue()) + " is given twice");
    }
  }

  private double asNumber() {
    if (!(node instanceof ScalarNode scalar) || !NUMBERS.contains(scalar.getTag())) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(scalar.getValue());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private int lineOf(Node part) {
    return borrowed ? line : YamlDocuments.line(part);
  }

  /** What stands there, short enough for a message. */
  private String shown() {
    if (!(node instanceof ScalarNode scalar)) {
      return node instanceof SequenceNode ? "a list" : "a mapping";
    }
    if (scalar.getTag().equals(Tag.NULL)) {
      return "empty";
    }
    return shown(scalar.getValue());
  }

  static String shown(String text) {
    String line = text.strip().lines().findFirst().orElse("");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
