// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.kafka;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;

/** Puts Kafka's refusals into words that say what to change. Passwords are in none of them. */
public final class KafkaTrouble {
  private static final Pattern USER = Pattern.compile("\\busername\\s*=\\s*\"([^\"]*)\"");

  private KafkaTrouble() {}

  /**
   * One line about an error. May ask the port what it speaks, which takes seconds.
   *
   * @param cause what Kafka's client threw
   */
  public static String explain(KafkaConnection kafka, Throwable cause) {
    String said = "Kafka at " + kafka.bootstrapServers() + ": " + cause.getMessage();
    if (cause instanceof SslAuthenticationException) {
      return said
          + ": "
          + deepest(cause).getMessage()
          + " (see: telltale.kafka.properties.ssl.truststore.location)";
    }
    if (cause instanceof AuthenticationException) {
      return said
          + " (as "
          + principal(kafka)
          + "; see: telltale.kafka.properties.sasl.jaas.config and .sasl.mechanism)";
    }
    if (cause instanceof AuthorizationException) {
      return said + " (as " + principal(kafka) + ")";
    }
    boolean silent = cause instanceof TimeoutException || cause instanceof DisconnectException;
    if (silent
        && PortLanguage.isEncrypted(kafka)
        && PortLanguage.of(kafka.bootstrapServers()) == PortLanguage.CLEAR) {
      return said + ": " + PortLanguage.advice(PortLanguage.CLEAR, PortLanguage.protocol(kafka));
    }
    return said;
  }

  /**
   * Refuses what Kafka's clients would never tell: a TLS port spoken to in clear. Takes two seconds
   * where nobody answers.
   *
   * @throws org.apache.kafka.common.KafkaException with what to set
   */
  public static void refuseTlsInClear(KafkaConnection kafka) {
    PortLanguage.refuseTlsInClear(kafka);
  }

  /** Who the cluster takes this installation for, as far as its settings tell. */
  public static String principal(KafkaConnection kafka) {
    String protocol = PortLanguage.protocol(kafka);
    if (protocol.startsWith("SASL_")) {
      return user(kafka).map(name -> "User:" + name).orElse("the principal of its token");
    }
    return protocol.equals("SSL") ? "the principal of its certificate" : "User:ANONYMOUS";
  }

  private static Optional<String> user(KafkaConnection kafka) {
    Matcher user = USER.matcher(kafka.properties().getOrDefault(SaslConfigs.SASL_JAAS_CONFIG, ""));
    return user.find() ? Optional.of(user.group(1)) : Optional.empty();
  }

  private static Throwable deepest(Throwable error) {
    Throwable deepest = error;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest;
  }
}
