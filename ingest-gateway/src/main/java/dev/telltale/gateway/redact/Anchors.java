// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Finds all of many short literals in one pass over a text: the automaton of Aho and Corasick, with
 * every transition in a table. Letters match in either case, and {@code 0} stands for any digit.
 *
 * @see <a href="https://doi.org/10.1145/360825.360855">Efficient string matching: an aid to
 *     bibliographic search</a>
 */
final class Anchors {
  private static final int ASCII = 128;

  /** Of ASCII characters; 0 is any that stands in no literal. */
  private final byte[] classes = new byte[ASCII];

  private final int width;

  /**
   * By state times {@link #width} plus class: the next state, times width; its complement, which is
   * negative, where a literal ends.
   */
  private final int[] next;

  /** By state: the literals that end there. */
  private final int[][] ending;

  private final List<String> literals;

  /** Hears of literals. */
  interface Listener {
    /** The literal of that number stands in the text from one position to another. */
    void found(int literal, int from, int to);
  }

  Anchors(List<String> literals) {
    this.literals = literals.stream().map(literal -> literal.toLowerCase(Locale.ROOT)).toList();
    this.width = classify();
    List<int[]> rows = new ArrayList<>();
    List<List<Integer>> ends = new ArrayList<>();
    trie(rows, ends);
    link(rows, ends);
    this.next =
        rows.stream()
            .flatMapToInt(Arrays::stream)
            .map(state -> ends.get(state).isEmpty() ? state * width : ~(state * width))
            .toArray();
    this.ending =
        ends.stream()
            .map(end -> end.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
  }

  /** Tells of every literal in a text, by the order of their ends. */
  void scan(String text, Listener listener) {
    int state = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      state = next[state + (c < ASCII ? classes[c] : 0)];
      if (state < 0) {
        state = ~state;
        for (int literal : ending[state / width]) {
          listener.found(literal, i + 1 - literals.get(literal).length(), i + 1);
        }
      }
    }
  }

  private int classify() {
    int count = 1;
    for (String literal : literals) {
      for (int i = 0; i < literal.length(); i++) {
        char c = literal.charAt(i);
        char of = c >= '0' && c <= '9' ? '0' : c;
        if (classes[of] == 0) {
          classes[of] = (byte) count++;
        }
      }
    }
    for (char digit = '1'; digit <= '9'; digit++) {
      classes[digit] = classes['0'];
    }
    for (char letter = 'a'; letter <= 'z'; letter++) {
      classes[Character.toUpperCase(letter)] = classes[letter];
    }
    return count;
  }

  private void trie(List<int[]> rows, List<List<Integer>> ends) {
    rows.add(new int[width]);
    ends.add(new ArrayList<>());
    for (int literal = 0; literal < literals.size(); literal++) {
      int state = 0;
      for (int i = 0; i < literals.get(literal).length(); i++) {
        char c = literals.get(literal).charAt(i);
        int[] row = rows.get(state);
        if (row[classes[c]] == 0) {
          row[classes[c]] = rows.size();
          rows.add(new int[width]);
          ends.add(new ArrayList<>());
        }
        state = row[classes[c]];
      }
      ends.get(state).add(literal);
    }
  }

  /** Gives each state the transitions and the ends of the longest other state that ends alike. */
  private void link(List<int[]> rows, List<List<Integer>> ends) {
    int[] alike = new int[rows.size()];
    Deque<Integer> open = new ArrayDeque<>();
    for (int to : rows.get(0)) {
      if (to != 0) {
        open.add(to);
      }
    }
    while (!open.isEmpty()) {
      int state = open.remove();
      ends.get(state).addAll(ends.get(alike[state]));
      for (int c = 0; c < width; c++) {
        int to = rows.get(state)[c];
        int otherwise = rows.get(alike[state])[c];
        if (to == 0) {
          rows.get(state)[c] = otherwise;
        } else {
          alike[to] = otherwise;
          open.add(to);
        }
      }
    }
  }
}
