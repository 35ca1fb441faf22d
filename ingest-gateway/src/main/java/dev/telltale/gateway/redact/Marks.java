// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What stands in place of what was found: {@code [rule]}, or {@code [rule:hash]}. Neither has a
 * character that JSON would escape. May be used from any thread.
 */
final class Marks {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String ID = "hmac:";
  private static final int HASH_BYTES = 8;
  private static final int ID_BYTES = 16;

  private final List<String> rules;
  private final boolean hashed;
  private final @Nullable SecretKeySpec secret;

  /**
   * Makes the marks.
   *
   * @param rules names of rules, by number
   */
  Marks(List<String> rules, RedactionSettings settings) {
    this.rules = rules;
    this.hashed = settings.mode() == RedactionSettings.Mode.HASH;
    Optional<String> given = settings.hashSecret();
    this.secret =
        given.map(text -> new SecretKeySpec(text.getBytes(UTF_8), ALGORITHM)).orElse(null);
  }

  /** What stands in place of a text that a rule found. */
  String mark(int rule, String text) {
    String name = rules.get(rule);
    return hashed ? "[" + name + ":" + hash(name, text, HASH_BYTES) + "]" : "[" + name + "]";
  }

  /** What stands in place of an id, whatever rules mask. */
  String id(String kind, String id) {
    boolean done = id.startsWith(ID) && id.length() == ID.length() + 2 * ID_BYTES;
    return done ? id : ID + hash(kind, id, ID_BYTES);
  }

  boolean isMark(String text) {
    return end(text, 0) == text.length();
  }

  /** Where marks stand in a text, in order. */
  List<Finder.Range> in(String text) {
    List<Finder.Range> marks = new ArrayList<>();
    int start = text.indexOf('[');
    while (start >= 0) {
      int end = end(text, start);
      if (end > 0) {
        marks.add(new Finder.Range(start, end));
      }
      start = text.indexOf('[', Math.max(end, start + 1));
    }
    return marks;
  }

  /** Where the mark ends that starts there; -1 when none does. */
  private int end(String text, int start) {
    for (String rule : rules) {
      int after = start + 1 + rule.length();
      if (text.startsWith("[" + rule, start) && after < text.length()) {
        if (text.charAt(after) == ']') {
          return after + 1;
        }
        int close = after + 1 + 2 * HASH_BYTES;
        if (text.charAt(after) == ':' && close < text.length() && text.charAt(close) == ']') {
          boolean hex = text.substring(after + 1, close).chars().allMatch(HexFormat::isHexDigit);
          return hex ? close + 1 : -1;
        }
      }
    }
    return -1;
  }

  private String hash(String kind, String text, int bytes) {
    if (secret == null) {
      throw new IllegalStateException("no secret to make hashes with");
    }
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      mac.update(kind.getBytes(UTF_8));
      mac.update((byte) 0);
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)), 0, bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
