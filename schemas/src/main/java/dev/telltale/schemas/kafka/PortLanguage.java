// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.kafka;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;

/**
 * What a port speaks: Kafka in clear, or TLS. Kafka's clients do not find out. In clear towards a
 * TLS port they take its alert for the length of an answer, a third of a gigabyte, and the other
 * way round they connect again and again.
 */
enum PortLanguage {
  /** Kafka's protocol, not encrypted. */
  CLEAR,
  /** TLS. */
  TLS,
  /** Nobody answered, or something else. */
  UNKNOWN;

  private static final Duration WITHIN = Duration.ofSeconds(2);
  private static final int CORRELATION = 0x7e117a1e;
  private static final int ALERT = 0x15;
  private static final int TLS_MAJOR = 3;

  /** Asks in clear for the versions that the broker speaks, which needs no login. */
  static PortLanguage of(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), (int) WITHIN.toMillis());
      socket.setSoTimeout((int) WITHIN.toMillis());
      socket.getOutputStream().write(question());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int first = in.readInt();
      if (first >>> 24 == ALERT && (first >>> 16 & 0xff) == TLS_MAJOR) {
        return TLS;
      }
      return in.readInt() == CORRELATION ? CLEAR : UNKNOWN;
    } catch (IOException | IllegalArgumentException e) {
      return UNKNOWN;
    }
  }

  /**
   * What the first of the servers that tells speaks.
   *
   * @param bootstrapServers host:port, joined by commas
   */
  static PortLanguage of(String bootstrapServers) {
    for (String server : bootstrapServers.split(",", -1)) {
      int colon = server.lastIndexOf(':');
      String port = server.substring(colon + 1).strip();
      if (colon > 0 && port.matches("\\d{1,5}")) {
        PortLanguage language =
            of(
                server.substring(0, colon).strip().replaceAll("[\\[\\]]", ""),
                Integer.parseInt(port));
        if (language != UNKNOWN) {
          return language;
        }
      }
    }
    return UNKNOWN;
  }

  /** Whether a connection's clients would encrypt. */
  static boolean isEncrypted(KafkaConnection kafka) {
    return protocol(kafka).endsWith("SSL");
  }

  static String protocol(KafkaConnection kafka) {
    return kafka
        .properties()
        .getOrDefault(
            CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
            CommonClientConfigs.DEFAULT_SECURITY_PROTOCOL)
        .toUpperCase(Locale.ROOT);
  }

  /**
   * Refuses a TLS port that would be spoken to in clear. Takes two seconds where nobody answers.
   *
   * @throws KafkaException with what to set
   */
  static void refuseTlsInClear(KafkaConnection kafka) {
    if (!isEncrypted(kafka) && of(kafka.bootstrapServers()) == TLS) {
      throw new KafkaException(
          "Kafka at " + kafka.bootstrapServers() + ": " + advice(TLS, protocol(kafka)));
    }
  }

  /** What to say of a port of one kind and clients of the other. */
  static String advice(PortLanguage port, String protocol) {
    boolean sasl = protocol.startsWith("SASL_");
    String other =
        port == TLS ? (sasl ? "SASL_SSL" : "SSL") : (sasl ? "SASL_PLAINTEXT" : "PLAINTEXT");
    return "the port speaks "
        + (port == TLS ? "TLS" : "without TLS")
        + ", and telltale.kafka.properties.security.protocol is "
        + protocol
        + " (expected: "
        + other
        + ", or another port)";
  }

  private static byte[] question() {
    byte[] client = "telltale".getBytes(StandardCharsets.UTF_8);
    int size = 2 + 2 + 4 + 2 + client.length;
    return ByteBuffer.allocate(4 + size)
        .putInt(size)
        .putShort((short) 18)
        .putShort((short) 0)
        .putInt(CORRELATION)
        .putShort((short) client.length)
        .put(client)
        .array();
  }
}
