// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS on all ports; without a certificate there is none. Files are PEM.
 *
 * @param certificate the gateway's certificate, then those that lead to its root
 * @param key its private key, PKCS#8 and not encrypted
 * @param clientAuthority certificates of those who sign clients' certificates
 * @param clients whether clients need a certificate of theirs
 */
public record TlsConfig(
    Optional<Path> certificate,
    Optional<Path> key,
    Optional<Path> clientAuthority,
    ClientCertificates clients) {
  /** Whether clients show a certificate. Access keys are asked for nevertheless. */
  public enum ClientCertificates {
    /** They are not asked. */
    OFF,
    /** They may; one that nobody signed is refused. */
    OPTIONAL,
    /** Whoever has none is not let in. */
    REQUIRED
  }

  /** Refuses a half of what is needed. */
  public TlsConfig {
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          certificate.isPresent()
              ? "key: not set (expected: the file with the certificate's key)"
              : "certificate: not set (expected: the file with the key's certificate)");
    }
    if (clients != ClientCertificates.OFF && certificate.isEmpty()) {
      throw new IllegalArgumentException(
          "certificate: not set (expected: one, as clients are asked for theirs)");
    }
    if (clientAuthority.isPresent() != (clients != ClientCertificates.OFF)) {
      throw new IllegalArgumentException(
          clientAuthority.isPresent()
              ? "clients: off (expected: optional or required, as there is a client authority)"
              : "clientAuthority: not set (expected: the file with who signs clients' certificates)");
    }
  }

  /** No TLS. */
  public static TlsConfig off() {
    return new TlsConfig(
        Optional.empty(), Optional.empty(), Optional.empty(), ClientCertificates.OFF);
  }

  /** True when connections are encrypted. */
  public boolean isOn() {
    return certificate.isPresent();
  }
}
