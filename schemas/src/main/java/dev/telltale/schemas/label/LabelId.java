// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.label;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telltale.schemas.signal.SignalKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The id of a verdict: the same question about the same target has the same id, however often it is
 * answered.
 */
public final class LabelId {
  private LabelId() {}

  /**
   * SHA-256 over signal key, version, target id and revision joined by a zero byte, and the run's
   * id for a run that labels again; the first 32 hexadecimal digits.
   */
  public static String of(
      SignalKey signal,
      int version,
      String targetId,
      long revision,
      Optional<String> relabellingRun) {
    String joined = signal.text() + '\0' + version + '\0' + targetId + '\0' + revision;
    return firstHexDigits(relabellingRun.map(run -> joined + '\0' + run).orElse(joined));
  }

  private static String firstHexDigits(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
