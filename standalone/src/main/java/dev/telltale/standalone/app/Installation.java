// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.registry.HttpSchemaRegistry;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.standalone.config.ConfigReader;
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

  /** Refuses to go on without the catalogue's topics: nothing here creates one by using it. */
  static void requireTopics(KafkaConnection kafka) {
    try (TopicAdmin admin = new TopicAdmin(kafka, REACH)) {
      List<String> missing = admin.missing();
      if (!missing.isEmpty()) {
        throw new KafkaException(
            missing.size()
                + " topics are missing on "
                + kafka.bootstrapServers()
                + ", such as "
                + missing.get(0)
                + " (run: telltale topics create)");
      }
    }
  }

  static String newSecret() {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return HexFormat.of().formatHex(secret);
  }
}
