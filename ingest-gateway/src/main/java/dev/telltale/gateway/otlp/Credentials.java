// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import java.util.Base64;
import java.util.Optional;

/** The access key in a request's headers, which are the same for HTTP and gRPC. */
final class Credentials {
  private static final String API_KEY = "x-api-key";

  /** A header is there, but there is no key in it: like a key that nobody knows. */
  private static final String NO_KEY = "";

  private Credentials() {}

  /** What the client gives as its key; empty when it gives none. */
  static Optional<String> presented(HttpHeaders headers) {
    String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
    if (authorization == null) {
      return Optional.ofNullable(headers.get(API_KEY)).map(String::strip);
    }
    int space = authorization.strip().indexOf(' ');
    String scheme = space < 0 ? "" : authorization.strip().substring(0, space);
    String value = authorization.strip().substring(space + 1).strip();
    if (scheme.equalsIgnoreCase("Bearer")) {
      return Optional.of(value);
    }
    return Optional.of(scheme.equalsIgnoreCase("Basic") ? password(value) : NO_KEY);
  }

  /** The password is the key, as in public:secret; a user without a password is one too. */
  private static String password(String base64) {
    try {
      String pair = new String(Base64.getDecoder().decode(base64), UTF_8);
      int colon = pair.indexOf(':');
      return colon == pair.length() - 1 ? pair.substring(0, colon) : pair.substring(colon + 1);
    } catch (IllegalArgumentException e) {
      return NO_KEY;
    }
  }
}
