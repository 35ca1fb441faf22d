// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import java.util.List;

/** What people and programs call a secret: names of attributes, of JSON fields, of settings. */
enum SecretNames {
  /** Whatever has that name is a secret. */
  ALWAYS,
  /** What has that name is a secret if it looks like one. */
  PERHAPS,
  NEVER;

  private static final List<String> SECRET =
      List.of(
          "password",
          "passwd",
          "passphrase",
          "pwd",
          "secret",
          "apikey",
          "secretkey",
          "accesskey",
          "secretaccesskey",
          "privatekey",
          "accesstoken",
          "refreshtoken",
          "authtoken",
          "sessiontoken",
          "bearertoken",
          "apitoken",
          "idtoken",
          "bottoken",
          "header.cookie",
          "header.setcookie");
  private static final List<String> PERHAPS_SECRET = List.of("token", "authorization");
  private static final List<String> SCHEMES =
      List.of("basic ", "bearer ", "digest ", "negotiate ", "token ", "apikey ");
  private static final int LONGEST = 128;

  /** By the name's end: {@code db.user_password} is a password. */
  static SecretNames of(String name) {
    if (name.length() > LONGEST) {
      return NEVER;
    }
    String plain = plain(name);
    if (SECRET.stream().anyMatch(plain::endsWith)) {
      return ALWAYS;
    }
    return PERHAPS_SECRET.stream().anyMatch(plain::endsWith) ? PERHAPS : NEVER;
  }

  /** True when a text under such a name is to be redacted. */
  boolean covers(String value) {
    return switch (this) {
      case ALWAYS -> !value.isBlank();
      case PERHAPS -> Randomness.looksDrawn(value) || schemeEnd(value, 0) > 0;
      case NEVER -> false;
    };
  }

  /** Behind a scheme of HTTP authentication such as Bearer, if one stands there. */
  static int schemeEnd(String text, int from) {
    for (String scheme : SCHEMES) {
      if (text.regionMatches(true, from, scheme, 0, scheme.length())) {
        return from + scheme.length();
      }
    }
    return from;
  }

  private static String plain(String name) {
    StringBuilder plain = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '_' && c != '-') {
        plain.append(Character.toLowerCase(c));
      }
    }
    return plain.toString();
  }
}
