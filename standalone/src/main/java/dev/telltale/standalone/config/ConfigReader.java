// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.config;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads the configuration: defaults, over them a YAML file, over it the environment. A key that
 * nobody knows is refused in both, so that a slip of the pen does not start a role with a default.
 */
public final class ConfigReader {
  private static final String PREFIX = "TELLTALE_";

  /** Read by the launcher, the log and the CLI, not by roles. */
  private static final Set<String> NOT_FOR_ROLES =
      Set.of(
          "TELLTALE_CONFIG",
          "TELLTALE_LOG_LEVEL",
          "TELLTALE_KAFKA_LOG_LEVEL",
          "TELLTALE_API_URL",
          "TELLTALE_API_KEY",
          "TELLTALE_API_KEY_FILE",
          "TELLTALE_JAVA_OPTS");

  private static final Set<String> SECRETS =
      Set.of(
          ".authorization",
          ".secret",
          ".hash-secret",
          ".api-key",
          ".slack-webhook",
          ".slack-token",
          ".unsubscribe-secret",
          ".smtp.password",
          ".properties.*");

  private ConfigReader() {}

  /**
   * Gives the configuration.
   *
   * @param profile stands over the defaults and under everything else, such as the demo's short
   *     times
   * @param flags of the command line; they stand over everything else
   * @param environment the process's variables; those that start with {@code TELLTALE_} count
   * @param file a YAML file with the root key {@code telltale}
   * @throws ConfigException when the file cannot be read, a key is unknown or a value does not fit
   */
  public static TelltaleConfig read(
      Map<String, String> profile,
      Optional<Path> file,
      Map<String, String> environment,
      Map<String, String> flags) {
    try {
      return config(profile, file, environment, flags).getConfigMapping(TelltaleConfig.class);
    } catch (ConfigValidationException e) {
      throw new ConfigException(describe(e));
    }
  }

  /** Every key with the value that holds; secrets are told from their absence, and not shown. */
  public static Map<String, String> effective(
      Optional<Path> file, Map<String, String> environment) {
    try {
      SmallRyeConfig config = config(Map.of(), file, environment, Map.of());
      Map<String, String> values = new TreeMap<>();
      for (String key : keys()) {
        String value = config.getConfigValue(key).getValue();
        boolean shown = value == null || SECRETS.stream().noneMatch(key::endsWith);
        values.put(key, value == null ? "(not set)" : shown ? value : "(set, not shown)");
      }
      return values;
    } catch (ConfigValidationException e) {
      throw new ConfigException(describe(e));
    }
  }

  private static SmallRyeConfig config(
      Map<String, String> profile,
      Optional<Path> file,
      Map<String, String> environment,
      Map<String, String> flags) {
    refuseUnknown(environment);
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .withMapping(TelltaleConfig.class)
            .withValidateUnknown(true)
            .withConverter(Duration.class, 200, ConfigReader::duration)
            .withSources(new PropertiesConfigSource(profile, "profile", 100))
            .withSources(new EnvConfigSource(environment, 300))
            .withSources(new PropertiesConfigSource(flags, "command line", 400));
    file.ifPresent(path -> builder.withSources(source(path)));
    return builder.build();
  }

  /** The names of all keys, as a file has them joined by dots. */
  public static Set<String> keys() {
    return new TreeSet<>(
        ConfigMappings.getProperties(ConfigMappings.ConfigClass.configClass(TelltaleConfig.class))
            .keySet());
  }

  /** The environment variable that sets a key. */
  public static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  private static YamlConfigSource source(Path path) {
    try {
      YamlConfigSource source = new YamlConfigSource(path.toString(), Files.readString(path), 200);
      for (String key : source.getPropertyNames()) {
        if (!key.startsWith("telltale.")) {
          throw new ConfigException(
              path + ": unknown key " + key + " (expected: keys under telltale)");
        }
      }
      return source;
    } catch (IOException e) {
      throw new ConfigException("configuration file " + path + " cannot be read");
    } catch (org.yaml.snakeyaml.error.MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      throw new ConfigException(path + ":" + line + ": not YAML: " + e.getProblem());
    }
  }

  private static void refuseUnknown(Map<String, String> environment) {
    Set<String> known = keys().stream().map(ConfigReader::variable).collect(Collectors.toSet());
    for (String variable : new TreeSet<>(environment.keySet())) {
      if (variable.startsWith(PREFIX)
          && !variable.startsWith("TELLTALE_KAFKA_PROPERTIES_")
          && !variable.matches("TELLTALE_JUDGE_LLM_PROVIDERS_[A-Z0-9_]+_API_KEY")
          && !variable.matches("TELLTALE_ALERTS_WEBHOOKS_[A-Z0-9_]+_(URL|SECRET)")
          && !NOT_FOR_ROLES.contains(variable)
          && !known.contains(variable)) {
        throw new ConfigException(
            "environment variable " + variable + " is not known (see: telltale config)");
      }
    }
  }

  private static String describe(ConfigValidationException e) {
    TreeSet<String> problems = new TreeSet<>();
    for (int i = 0; i < e.getProblemCount(); i++) {
      String problem = e.getProblem(i).getMessage();
      problems.add(
          problem
              .replaceAll("SRCFG\\d+: ", "")
              .replaceAll(
                  "^java\\.lang\\.IllegalArgumentException: The config property (\\S+) with the config"
                      + " value \".*\" threw an Exception whilst being converted ",
                  "$1: ")
              .replaceAll(
                  "Cannot convert (.*) to enum class \\S+, allowed values: (\\S+)",
                  "$1 (expected: $2)")
              .replace("does not map to any root", "is not a known key"));
    }
    return "configuration: " + String.join("; ", problems);
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse("PT" + text.strip().toUpperCase(Locale.ROOT));
    } catch (java.time.format.DateTimeParseException e) {
      throw new IllegalArgumentException(
          text + " is not a duration (expected: such as 10s, 5m or 1h30m)", e);
    }
  }
}
