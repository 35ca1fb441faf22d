// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnchorsTest {
  private static final List<String> LITERALS =
      List.of(
          "@",
          "+0",
          "key",
          "://",
          "sk-",
          "sk_live_",
          "token",
          "0000\u00a00000",
          "0000000000000",
          "-----BEGIN ",
          "password",
          "0.00.0");

  private final Anchors anchors = new Anchors(LITERALS);

  private record Place(int from, int literal) {}

  @Test
  void findsTheSameAsLookingForEachLiteralAtEachPlace() {
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      String text = text(random);

      assertThat(found(text)).as(text).isEqualTo(looked(text));
    }
  }

  @Test
  void tellsOfLiteralsInTheOrderInWhichTheyBegin() {
    List<Integer> begin = new ArrayList<>();

    anchors.scan("a key, a token and a key: sk-key", (literal, from, to) -> begin.add(from));

    assertThat(begin).containsExactly(2, 9, 21, 26, 29);
  }

  private List<Place> found(String text) {
    List<Place> found = new ArrayList<>();
    anchors.scan(
        text,
        (literal, from, to) -> {
          assertThat(to - from).isEqualTo(LITERALS.get(literal).length());
          found.add(new Place(from, literal));
        });
    assertThat(found).isSortedAccordingTo(Comparator.comparingInt(Place::from));
    found.sort(Comparator.comparingInt(Place::from).thenComparingInt(Place::literal));
    return found;
  }

  private static List<Place> looked(String text) {
    String folded = folded(text);
    List<Place> places = new ArrayList<>();
    for (int from = 0; from < text.length(); from++) {
      for (int literal = 0; literal < LITERALS.size(); literal++) {
        if (folded.startsWith(folded(LITERALS.get(literal)), from)) {
          places.add(new Place(from, literal));
        }
      }
    }
    return places;
  }

  private static String folded(String text) {
    return text.chars()
        .map(c -> c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c >= '0' && c <= '9' ? '0' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Literals, beginnings of literals, and what is taken for them at first sight. */
  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int parts = random.nextInt(8);
    for (int part = 0; part < parts; part++) {
      String literal = LITERALS.get(random.nextInt(LITERALS.size()));
      switch (random.nextInt(6)) {
        case 0 -> text.append(literal, 0, random.nextInt(literal.length()) + 1);
        case 1 -> text.append(literal.toUpperCase(Locale.ROOT));
        case 2 -> text.append(literal.replace('0', (char) ('0' + random.nextInt(10))));
        case 3 -> text.append(Character.toString(random.nextInt(0xd800)));
        case 4 -> text.append("\ud83d\ude00");
        default -> text.append(literal);
      }
    }
    return text.toString();
  }
}
