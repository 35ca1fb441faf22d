// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.server.ServerBuilder;
import dev.telltale.gateway.app.TlsConfig.ClientCertificates;
import io.netty.handler.ssl.ClientAuth;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway's certificate and key, and whom it trusts: read from files, and checked. */
final class TlsIdentity {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private final List<X509Certificate> chain;
  private final PrivateKey key;
  private final List<X509Certificate> authority;
  private final ClientCertificates clients;

  private TlsIdentity(
      List<X509Certificate> chain,
      PrivateKey key,
      List<X509Certificate> authority,
      ClientCertificates clients) {
    this.chain = chain;
    this.key = key;
    this.authority = authority;
    this.clients = clients;
  }

  /**
   * Reads the files, if TLS is on.
   *
   * @throws GatewayStartException when one cannot be read or is not what it should be, or the key
   *     is another certificate's
   */
  static Optional<TlsIdentity> of(TlsConfig config) {
    return config.isOn() ? Optional.of(read(config)) : Optional.empty();
  }

  private static TlsIdentity read(TlsConfig config) {
    Path certificateFile = config.certificate().orElseThrow();
    Path keyFile = config.key().orElseThrow();
    List<X509Certificate> chain = certificates("certificate", certificateFile);
    PublicKey publicKey = chain.get(0).getPublicKey();
    PrivateKey key = key(keyFile, publicKey.getAlgorithm());
    if (!belongs(key, publicKey)) {
      throw new GatewayStartException(
          "TLS key " + keyFile + " is not the key of certificate " + certificateFile);
    }
    return new TlsIdentity(
        chain,
        key,
        config
            .clientAuthority()
            .map(file -> certificates("client authority", file))
            .orElse(List.of()),
        config.clients());
  }

  /** Sets a server up to speak TLS, HTTP/2 as well as HTTP/1.1. */
  void addTo(ServerBuilder server) {
    server.tls(TlsKeyPair.of(key, chain));
    if (clients != ClientCertificates.OFF) {
      server.tlsCustomizer(
          tls ->
              tls.trustManager(authority)
                  .clientAuth(
                      clients == ClientCertificates.REQUIRED
                          ? ClientAuth.REQUIRE
                          : ClientAuth.OPTIONAL));
    }
  }

  private static List<X509Certificate> certificates(String what, Path file) {
    try {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(what, file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty()) {
        throw new GatewayStartException("TLS " + what + " " + file + " holds no certificate");
      }
      return certificates;
    } catch (CertificateException e) {
      throw new GatewayStartException(
          "TLS " + what + " " + file + " is not a certificate in PEM", e);
    }
  }

  private static PrivateKey key(Path file, String algorithm) {
    String text = new String(bytes("key", file), US_ASCII);
    Matcher pem = KEY.matcher(text);
    if (!pem.find()) {
      throw new GatewayStartException(
          "TLS key "
              + file
              + " is not an unencrypted PKCS#8 key (expected: -----BEGIN PRIVATE"
              + " KEY-----; openssl pkcs8 -topk8 -nocrypt makes one)");
    }
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Without the cause: it might hold a part of the key.
      throw new GatewayStartException(
          "TLS key " + file + " is not a key for the certificate's algorithm, " + algorithm);
    }
  }

  /** What the one signs the other must accept. */
  private static boolean belongs(PrivateKey key, PublicKey publicKey) {
    try {
      Signature signature = Signature.getInstance(signatureAlgorithm(publicKey.getAlgorithm()));
      byte[] text = "telltale".getBytes(US_ASCII);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String signatureAlgorithm(String keyAlgorithm) {
    return switch (keyAlgorithm) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> keyAlgorithm; // EdDSA names both
    };
  }

  private static byte[] bytes(String what, Path file) {
    if (!Files.exists(file)) {
      throw new GatewayStartException("TLS " + what + " " + file + " does not exist");
    }
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new GatewayStartException("TLS " + what + " " + file + " cannot be read", e);
    }
  }
}
