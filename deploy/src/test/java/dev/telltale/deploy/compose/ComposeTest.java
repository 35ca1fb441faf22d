// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.deploy.compose.ComposeFile.Service;
import dev.telltale.standalone.config.ConfigReader;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What deploy/compose starts, and how. */
class ComposeTest {
  /** They ask nobody for a key. */
  private static final List<String> OPEN =
      List.of("kafka", "registry", "prometheus", "alertmanager", "classifier");

  private final ComposeFile compose = new ComposeFile();

  @Test
  void everyRoleIsThereAndRunsAsItself() {
    assertThat(compose.services()).containsKeys(ComposeFile.ROLES.toArray(String[]::new));
    for (String role : ComposeFile.ROLES) {
      assertThat(compose.service(role).list("command")).containsExactly(role);
      assertThat(compose.service(role).runsOn()).as(role).isTrue();
    }
  }

  @Test
  void whatRunsOnHasAHealthCheckButTheExampleAgentWhichServesNothing() {
    for (Service service : compose.services().values()) {
      boolean checked = service.map("healthcheck").containsKey("test");
      boolean expected = service.runsOn() && !service.name().equals("example-agent");
      assertThat(checked).as(service.name()).isEqualTo(expected);
    }
  }

  @Test
  void aRoleHasLongerToStopThanTheJudgesDrain() {
    Duration drain =
        ConfigReader.read(Map.of(), Optional.empty(), Map.of(), Map.of()).judge().drain();

    for (String role : ComposeFile.ROLES) {
      Duration grace = Duration.parse("PT" + compose.service(role).text("stop_grace_period"));
      assertThat(grace).as(role).isGreaterThan(drain.plusSeconds(20));
    }
  }

  @Test
  void ourContainersWriteOnlyWhereTheyMust() {
    List<Service> ours = compose.services().values().stream().filter(Service::isOurs).toList();

    assertThat(ours).hasSizeGreaterThanOrEqualTo(8);
    for (Service service : ours) {
      assertThat(service.keys()).as(service.name()).containsEntry("read_only", true);
      assertThat(service.keys()).doesNotContainKeys("user", "privileged", "cap_add");
      assertThat(service.list("cap_drop")).containsExactly("ALL");
      assertThat(service.list("security_opt")).contains("no-new-privileges:true");
      assertThat(service.list("tmpfs")).anyMatch(mount -> mount.matches("/tmp:exec,.*size=.*"));
    }
  }

  @Test
  void whatMustSurviveARestartLiesInANamedVolume() {
    assertThat(compose.service("kafka").list("volumes")).contains("kafka:/var/lib/kafka/data");
    assertThat(compose.service("kafka").environment())
        .containsEntry("KAFKA_LOG_DIRS", "/var/lib/kafka/data");
    assertThat(compose.service("classifier").list("volumes"))
        .contains("classifier:/var/lib/telltale");
    assertThat(compose.service("alerts").list("volumes")).contains("alerts:/var/lib/telltale");
    for (Service service : compose.services().values()) {
      service.list("volumes").stream()
          .filter(volume -> !volume.startsWith("."))
          .forEach(volume -> assertThat(compose.volumes()).contains(volume.split(":", -1)[0]));
    }
  }

  @Test
  void theRegistryKeepsItsSchemasInKafkaAndChecksThem() {
    assertThat(compose.service("registry").environment())
        .containsEntry("APICURIO_STORAGE_KIND", "kafkasql")
        .containsEntry("APICURIO_RULES_GLOBAL_COMPATIBILITY", "BACKWARD_TRANSITIVE");
  }

  @Test
  void topicsAreMadeFromTheCatalogueAndNeverByUse() {
    assertThat(compose.service("kafka").environment())
        .containsEntry("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
    for (String role : ComposeFile.ROLES) {
      assertThat(compose.service(role).map("depends_on"))
          .as(role)
          .containsEntry("topics", Map.of("condition", "service_completed_successfully"));
    }
  }

  @Test
  void everyImageIsPinnedAndOnlyOursIsBuilt() {
    Pattern pinned = Pattern.compile("\\$\\{[A-Z]+_IMAGE:-[a-z/-]+:v?\\d+\\.\\d+\\.\\d+}");
    for (Service service : compose.services().values()) {
      if (service.isOurs()) {
        Map<String, Object> build = service.map("build");
        assertThat(
                ComposeFile.FOLDER
                    .resolve(String.valueOf(build.get("context")))
                    .resolve("deploy/compose/compose.yaml"))
            .as("the project's folder is what is built from")
            .exists();
        assertThat(build).containsEntry("dockerfile", "deploy/image/Dockerfile");
      } else {
        assertThat(service.text("image")).as(service.name()).matches(pinned);
      }
    }
  }

  @Test
  void everyMountedFileExistsAndIsReadOnly() {
    for (Service service : compose.services().values()) {
      for (ComposeFile.Mount mount : service.mounts()) {
        assertThat(Files.exists(mount.host())).as(mount.host().toString()).isTrue();
      }
      assertThat(service.list("volumes"))
          .filteredOn(volume -> volume.startsWith("."))
          .allMatch(volume -> volume.endsWith(":ro"));
    }
  }

  @Test
  void portsAreOnLoopbackAndWhatAsksNobodyForAKeyStaysThere() {
    for (Service service : compose.services().values()) {
      for (String port : service.list("ports")) {
        assertThat(ComposeFile.resolved(port, Map.of()))
            .as(service.name())
            .startsWith("127.0.0.1:");
        if (OPEN.contains(service.name())) {
          assertThat(port).as(service.name()).startsWith("127.0.0.1:");
        }
      }
    }
  }

  @Test
  void nobodyIsLetInWithoutAKeyAndEveryCallerOfOursHasIt() {
    for (Service service : compose.services().values()) {
      assertThat(service.environment()).doesNotContainKey("TELLTALE_ACCESS_ANONYMOUS");
    }
    for (String door : List.of("gateway", "control-plane")) {
      assertThat(compose.service(door).environment())
          .containsEntry("TELLTALE_ACCESS_KEYS_FILE", "/var/lib/telltale/keys.yaml");
      assertThat(compose.service(door).list("volumes")).contains("keys:/var/lib/telltale:ro");
    }
    for (String caller : List.of("example-agent", "example-signals", "cli")) {
      assertThat(compose.service(caller).environment())
          .containsEntry("TELLTALE_API_KEY_FILE", "/var/lib/telltale/key");
      assertThat(compose.service(caller).list("volumes")).contains("keys:/var/lib/telltale:ro");
    }
    assertThat(compose.service("key").list("command"))
        .containsExactly("key", "file", "/var/lib/telltale");
    assertThat(compose.service("key").list("volumes")).contains("keys:/var/lib/telltale");
  }
}
