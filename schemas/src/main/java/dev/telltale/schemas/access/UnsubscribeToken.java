// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The end of a link in a message with which its reader mutes an alert, or ends the daily overview,
 * without a login. Whoever knows the secret can make one, nobody else: {@code base64url(project NUL
 * member NUL alert) . base64url(HMAC-SHA-256 of that text, first 16 bytes)}.
 */
public final class UnsubscribeToken {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int PROOF_BYTES = 16;
  private static final String SEPARATOR = "\0";

  private UnsubscribeToken() {}

  /**
   * Who does not want what.
   *
   * @param alert the text of its id; empty for the daily overview
   */
  public record Claim(String project, String member, Optional<String> alert) {
    private String text() {
      return String.join(SEPARATOR, project, member, alert.orElse(""));
    }
  }

  /** The token of a claim; characters that a path may have. */
  public static String of(Claim claim, byte[] secret) {
    byte[] text = claim.text().getBytes(UTF_8);
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString(text) + '.' + encoder.encodeToString(proof(text, secret));
  }

  /** The claim of a token; empty when it was not made with this secret. */
  public static Optional<Claim> read(String token, byte[] secret) {
    int dot = token.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    byte[] text;
    byte[] proof;
    try {
      text = Base64.getUrlDecoder().decode(token.substring(0, dot));
      proof = Base64.getUrlDecoder().decode(token.substring(dot + 1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    List<String> parts = List.of(new String(text, UTF_8).split(SEPARATOR, -1));
    return MessageDigest.isEqual(proof, proof(text, secret)) && parts.size() == 3
        ? Optional.of(
            new Claim(
                parts.get(0), parts.get(1), Optional.of(parts.get(2)).filter(a -> !a.isEmpty())))
        : Optional.empty();
  }

  private static byte[] proof(byte[] text, byte[] secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return Arrays.copyOf(mac.doFinal(text), PROOF_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
