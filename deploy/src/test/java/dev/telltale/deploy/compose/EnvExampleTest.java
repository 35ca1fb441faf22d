// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.telltale.deploy.compose.ComposeFile.Service;
import dev.telltale.standalone.config.ConfigReader;
import dev.telltale.standalone.config.RoleSettings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What can be set from outside, against .env.example and the code. */
class EnvExampleTest {
  private static final String SECRETS = ".*(KEY|SECRET|PASSWORD|TOKEN|WEBHOOK)";

  /** Read by verbs, the log and the reader of the settings. */
  private static final Set<String> NOT_FOR_ROLES =
      Set.of(
          "TELLTALE_CONFIG",
          "TELLTALE_LOG_LEVEL",
          "TELLTALE_API_URL",
          "TELLTALE_API_KEY",
          "TELLTALE_API_KEY_FILE");

  private final ComposeFile compose = new ComposeFile();

  @Test
  void theExampleNamesWhatComposeTakesFromOutsideAndNothingElse() {
    assertThat(ComposeFile.example()).containsOnlyKeys(taken().keySet());
  }

  @Test
  void theExampleShowsTheDefaults() {
    Map<String, String> example = ComposeFile.example();
    ComposeFile.variables(ComposeFile.text())
        .forEach(
            (name, otherwise) -> {
              // What it shows there instead is the way to accounts.
              if (!name.equals("GRAFANA_NO_ADMIN") && !name.equals("GRAFANA_ANONYMOUS")) {
                assertThat(example).containsEntry(name, String.valueOf(otherwise));
              }
            });
  }

  @Test
  void noSecretHasADefault() {
    Map<String, @Nullable String> taken = taken();
    Map<String, String> example = ComposeFile.example();

    assertThat(taken.keySet()).filteredOn(name -> name.matches(SECRETS)).hasSizeGreaterThan(6);
    taken.forEach(
        (name, otherwise) -> {
          if (name.matches(SECRETS)) {
            assertThat(otherwise).as(name).isNullOrEmpty();
            assertThat(example.get(name)).as(name).isEmpty();
          }
        });
  }

  @Test
  void everyVariableOfOursIsKnown() {
    Set<String> known =
        ConfigReader.keys().stream().map(ConfigReader::variable).collect(Collectors.toSet());
    known.addAll(NOT_FOR_ROLES);
    Set<String> named = new HashSet<>(ComposeFile.example().keySet());
    compose.services().values().forEach(service -> named.addAll(service.environment().keySet()));
    named.removeIf(name -> !name.startsWith("TELLTALE_"));

    assertThat(named).hasSizeGreaterThan(25);
    assertThat(known).containsAll(named);
  }

  @Test
  void everyRoleTakesItsSettingsWithoutAnExampleAndWithAllOfIt() {
    Map<String, String> all = ComposeFile.example();
    all.replaceAll((name, value) -> value.isEmpty() ? "https://0123456789abcdef.test" : value);
    all.put("TELLTALE_ALERTS_SLACK_TOKEN", "xoxb-0123456789abcdef");

    for (String role : ComposeFile.ROLES) {
      for (Map<String, String> outside : java.util.List.of(Map.<String, String>of(), all)) {
        Map<String, String> environment = inside(compose.service(role), outside);
        assertThatCode(
                () ->
                    new RoleSettings(
                            ConfigReader.read(
                                Map.of(),
                                Optional.of(ComposeFile.FOLDER.resolve("telltale.yaml")),
                                environment,
                                Map.of()))
                        .check())
            .as("%s with %s", role, environment.keySet())
            .doesNotThrowAnyException();
      }
    }
  }

  private static Map<String, String> inside(Service service, Map<String, String> outside) {
    Map<String, String> environment = new HashMap<>();
    service
        .environment()
        .forEach(
            (name, value) -> {
              if (value != null) {
                environment.put(name, ComposeFile.resolved(value, outside));
              } else if (outside.containsKey(name)) {
                environment.put(name, outside.getOrDefault(name, ""));
              }
            });
    environment.remove("TELLTALE_CONFIG");
    return environment;
  }

  /** By name, with what holds without it. */
  private Map<String, @Nullable String> taken() {
    Map<String, @Nullable String> taken = new TreeMap<>(ComposeFile.variables(ComposeFile.text()));
    for (Service service : compose.services().values()) {
      service
          .environment()
          .forEach(
              (name, value) -> {
                if (value == null) {
                  taken.putIfAbsent(name, null);
                }
              });
    }
    return taken;
  }
}
