// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.mail;

import java.util.Optional;

/**
 * How to send mail. Its text form has no secret.
 *
 * @param host the server
 * @param port 1 to 65535
 * @param encryption how the connection is made
 * @param user absent when the server asks for none
 * @param password a secret
 * @param from the sender's address
 */
public record SmtpSettings(
    String host,
    int port,
    Encryption encryption,
    Optional<String> user,
    Optional<String> password,
    String from) {

  /** How the connection to the server is made. */
  public enum Encryption {
    /** Begins plain and goes on encrypted; a server that does not offer that gets no mail. */
    STARTTLS,
    /** Encrypted from the start. */
    TLS,
    /** Not encrypted: for a server on the same machine. */
    NONE
  }

  /** Refuses what cannot work. */
  public SmtpSettings {
    if (host.isBlank()) {
      throw new IllegalArgumentException("smtp.host: empty (expected: a server's name)");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("smtp.port: " + port + " (expected: 1 to 65535)");
    }
    if (from.isBlank() || from.indexOf('@') < 0) {
      throw new IllegalArgumentException(
          "smtp.from: " + from + " (expected: an address such as telltale@example.test)");
    }
    if (user.isPresent() != password.isPresent()) {
      throw new IllegalArgumentException(
          "smtp.user, smtp.password: only one is set (expected: both or neither)");
    }
  }

  @Override
  public String toString() {
    return "SmtpSettings[host="
        + host
        + ", port="
        + port
        + ", encryption="
        + encryption
        + ", user="
        + user.orElse("none")
        + ", password="
        + password.map(secret -> "set, not shown").orElse("none")
        + ", from="
        + from
        + "]";
  }
}
