// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Whether a target is in a signal's sample: a pure function of three texts that anyone can
 * reproduce, so every instance and every replay decides alike.
 *
 * <p>SHA-256 over the UTF-8 bytes of {@code telltale.sample.v1}, the salt and the target id, joined
 * by a zero byte; the first eight bytes as a big-endian number, shifted right by 11 bits and
 * divided by 2^53, are a number u in [0, 1). The target is kept when u &lt; rate / 100. A signal's
 * version is not hashed: raising the rate keeps every target that was judged before.
 */
public final class Sampling {
  private static final String DOMAIN = "telltale.sample.v1";

  private Sampling() {}

  /**
   * Where a target stands between 0 (included) and 1 (excluded) for that salt.
   *
   * @throws IllegalArgumentException when a text holds a NUL: two pairs of texts would then hash
   *     alike
   */
  public static double position(String salt, String targetId) {
    if (salt.indexOf('\0') >= 0 || targetId.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("salt or target id: holds a NUL (expected: none)");
    }
    byte[] hash = sha256(DOMAIN + '\0' + salt + '\0' + targetId);
    return (ByteBuffer.wrap(hash).getLong() >>> 11) / 0x1.0p53;
  }

  /**
   * Says whether the target is judged.
   *
   * @param ratePercent 0 to 100
   */
  public static boolean keeps(String salt, String targetId, double ratePercent) {
    return keeps(position(salt, targetId), ratePercent);
  }

  /**
   * Says whether a target at that position is judged.
   *
   * @param position as {@link #position} gives it
   * @param ratePercent 0 to 100
   */
  public static boolean keeps(double position, double ratePercent) {
    return position < ratePercent / 100;
  }

  /**
   * Says whether a cascade has its language model check a sure answer of its offline judge. The
   * salt is {@code telltale.check.v1}, a space and the signal's key, so that being checked has
   * nothing to do with being sampled.
   *
   * @param signal project/agent/signal
   * @param percent 0 to 100
   */
  public static boolean checks(String signal, String targetId, double percent) {
    return keeps(checkPosition(signal, targetId), percent);
  }

  /** Where a target stands among those that a signal's cascade checks, 0 to 1. */
  public static double checkPosition(String signal, String targetId) {
    return position("telltale.check.v1 " + signal, targetId);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
