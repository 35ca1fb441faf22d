// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.schemas.acl.AccessCheck;
import dev.telltale.schemas.acl.Grants;
import dev.telltale.schemas.acl.Role;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.KafkaTrouble;
import dev.telltale.schemas.registry.HttpSchemaRegistry;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.standalone.config.ConfigReader;
import dev.telltale.standalone.config.RoleSettings;
import dev.telltale.standalone.config.TelltaleConfig;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What every role and verb that speaks to Kafka takes: the configuration, and what it points at.
 */
final class Installation {
  private static final int REGISTRY_ATTEMPTS = 4;
  private static final Duration REGISTRY_PAUSE = Duration.ofMillis(250);
  private static final Duration REACH = Duration.ofSeconds(10);
  private static final int SECRET_BYTES = 32;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "${env:TELLTALE_CONFIG}",
      description = "A YAML file of settings; the environment wins over it.")
  private @Nullable Path file;

  TelltaleConfig config() {
    return config(Map.of(), Map.of());
  }

  /** With a profile under the file and flags over the environment. */
  TelltaleConfig config(Map<String, String> profile, Map<String, String> flags) {
    return ConfigReader.read(profile, file(), System.getenv(), flags);
  }

  Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  static SchemaRegistry registry(TelltaleConfig config) {
    return registry(config, config.registry().url());
  }

  static SchemaRegistry registry(TelltaleConfig config, URI url) {
    return new HttpSchemaRegistry(
        url,
        config.registry().timeout(),
        REGISTRY_ATTEMPTS,
        REGISTRY_PAUSE,
        config.registry().authorization().orElse(null));
  }

  /**
   * How to reach Kafka.
   *
   * @throws KafkaException when the port speaks TLS and the settings do not
   */
  static KafkaConnection kafka(TelltaleConfig config) {
    KafkaConnection kafka = new RoleSettings(config).kafka();
    KafkaTrouble.refuseTlsInClear(kafka);
    return kafka;
  }

  /**
   * Refuses to go on without the role's topics, which nothing creates by using them, or without its
   * rights on them.
   */
  static void require(Role role, TelltaleConfig config, KafkaConnection kafka) {
    try (AccessCheck access = new AccessCheck(kafka, REACH)) {
      access.require(role, grants(config).of(role));
    }
  }

  /** Who may do what in this installation. */
  static Grants grants(TelltaleConfig config) {
    return new Grants(
        config.kafka().topicPrefix(), config.gateway().bridge().topics().orElse(List.of()));
  }

  static String newSecret() {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return HexFormat.of().formatHex(secret);
  }
}
