// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.compose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.telltale.control.manifest.AlertTimes;
import dev.telltale.control.manifest.Drafts;
import dev.telltale.control.manifest.ManifestFile;
import dev.telltale.control.manifest.ManifestReader;
import dev.telltale.control.manifest.Templates;
import dev.telltale.standalone.demo.ScriptedTraffic;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What compose shows: Prometheus's and Grafana's files, and the example's signals. */
class WatchedComposeTest {
  private static final Path PROVISIONING =
      ComposeFile.ROOT.resolve("deploy/grafana/provisioning").toAbsolutePath();

  private final ComposeFile compose = new ComposeFile();
  private final Map<String, Object> prometheus = ComposeFile.yaml("prometheus.yml");

  @Test
  void prometheusScrapesEveryRoleUnderItsName() {
    Map<String, String> targets = new HashMap<>();
    for (Map<String, Object> job : maps(prometheus, "scrape_configs")) {
      targets.put(
          String.valueOf(job.get("job_name")),
          String.valueOf(maps(job, "static_configs").get(0).get("targets")));
    }

    for (String role : ComposeFile.ROLES) {
      assertThat(targets).containsEntry(role, "[" + role + ":9464]");
    }
    assertThat(compose.service("prometheus").list("command"))
        .contains("--enable-feature=exemplar-storage");
  }

  @Test
  void prometheusReadsItsFile() throws Exception {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool"))),
        "promtool is missing (apt-get install prometheus)");
    Process promtool =
        new ProcessBuilder(
                "promtool",
                "check",
                "config",
                ComposeFile.FOLDER.resolve("prometheus.yml").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);

    assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(promtool.exitValue()).as(said).isZero();
  }

  @Test
  void grafanaFindsItsDataAndItsDashboards() {
    Map<String, Object> source =
        maps(ComposeFile.yaml(PROVISIONING + "/datasources/telltale.yml"), "datasources").get(0);
    Map<String, Object> provider =
        maps(ComposeFile.yaml(PROVISIONING + "/dashboards/telltale.yml"), "providers").get(0);
    Map<String, Object> global = ComposeFile.children(prometheus, "global");

    assertThat(source)
        .containsEntry("uid", "telltale-prometheus")
        .containsEntry("type", "prometheus");
    assertThat(ComposeFile.children(source, "jsonData"))
        .containsEntry("timeInterval", global.get("scrape_interval"));
    assertThat(compose.service("grafana").mounts())
        .contains(
            new ComposeFile.Mount(
                ComposeFile.ROOT.resolve("deploy/grafana/dashboards"),
                String.valueOf(ComposeFile.children(provider, "options").get("path"))),
            new ComposeFile.Mount(PROVISIONING.normalize(), "/etc/grafana/provisioning"));
  }

  @Test
  void whatProvisioningTakesFromItsEnvironmentComposeSets() {
    String text = ComposeFile.read(PROVISIONING.resolve("datasources/telltale.yml"));
    List<String> taken =
        Pattern.compile("(?<!\\$)\\$([A-Z_]+)")
            .matcher(text)
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(taken).containsExactlyInAnyOrder("PROMETHEUS_URL", "INSPECT_URL");
    assertThat(compose.service("grafana").environment()).containsKeys(taken.toArray(String[]::new));
  }

  @Test
  void grafanasFirstPageIsADashboardThatIsMounted() throws Exception {
    Path dashboards = ComposeFile.ROOT.resolve("deploy/grafana/dashboards");
    String home =
        String.valueOf(
            compose
                .service("grafana")
                .environment()
                .get("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"));
    try (Stream<Path> files = Files.list(dashboards)) {
      assumeTrue(
          files.anyMatch(file -> file.toString().endsWith(".json")), "there are no dashboards yet");
    }

    assertThat(dashboards.resolve(Path.of(home).getFileName())).exists();
  }

  @Test
  void theExampleSignalsAreTakenAndAreThoseOfTheExampleAgent() {
    Drafts drafts =
        new ManifestReader(Templates.bundled(), new AlertTimes(false))
            .read(
                List.of(
                    new ManifestFile(
                        "signals.yaml",
                        ComposeFile.read(ComposeFile.FOLDER.resolve("signals.yaml")))));
    String agent = new ScriptedTraffic(InstantSource.system()).agents().get(0);

    assertThat(drafts.problems()).isEmpty();
    assertThat(drafts.inOrder()).hasSize(8);
    assertThat(ComposeFile.read(ComposeFile.FOLDER.resolve("signals.yaml")))
        .contains("agent: " + agent);
    assertThat(ComposeFile.read(ComposeFile.FOLDER.resolve("telltale.yaml"))).contains(agent + ":");
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> maps(Map<String, Object> parent, String key) {
    return (List<Map<String, Object>>) parent.getOrDefault(key, List.of());
  }
}
