// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.rules;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a metric to a message: the rules in a real Prometheus, the example's routes in a real
 * Alertmanager, and a Slack that listens.
 */
class HealthAlertsIT {
  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir private static Path folder;
  private static WireMockServer server;
  private static Process prometheus;
  private static Process alertmanager;
  private static String alerts;

  @BeforeAll
  static void start() throws Exception {
    Program prometheusProgram = Program.installed("prometheus", "prometheus");
    Program alertmanagerProgram =
        Program.installed("prometheus-alertmanager", "prometheus-alertmanager", "alertmanager");
    server = new WireMockServer(options().bindAddress("127.0.0.1").dynamicPort());
    server.start();
    server.stubFor(post(anyUrl()).willReturn(ok("ok")));
    server.stubFor(
        get(urlPathEqualTo("/metrics"))
            .willReturn(
                ok("# TYPE telltale_channel_off gauge\ntelltale_channel_off{channel=\"slack\"} 1\n")
                    .withHeader("Content-Type", "text/plain; version=0.0.4")));
    int port = Program.freePort();
    alerts = "127.0.0.1:" + port;
    Path slack = Files.writeString(folder.resolve("slack"), server.baseUrl() + "/slack");
    Path routes =
        Files.writeString(
            folder.resolve("alertmanager.yml"),
            Files.readString(AlertmanagerTest.CONFIG)
                .replace("/etc/alertmanager/secrets/slack-url", slack.toString())
                .replaceAll("group_wait: \\d+s", "group_wait: 1s"));
    alertmanager =
        alertmanagerProgram.start(
            folder.resolve("alertmanager.log"),
            "--config.file=" + routes,
            "--storage.path=" + folder.resolve("alertmanager"),
            "--web.listen-address=" + alerts,
            "--cluster.listen-address=");
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            String.join(
                "\n",
                "global: {scrape_interval: 1s, evaluation_interval: 1s}",
                "rule_files: ['" + RuleFiles.FOLDER.toAbsolutePath() + "/rules/*.yml']",
                "alerting: {alertmanagers: [{static_configs: [{targets: ['" + alerts + "']}]}]}",
                "scrape_configs:",
                "  - job_name: alerts",
                "    static_configs: [{targets: ['127.0.0.1:" + server.port() + "']}]",
                ""));
    prometheus =
        prometheusProgram.start(
            folder.resolve("prometheus.log"),
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + Program.freePort());
  }

  @AfterAll
  static void stop() throws Exception {
    if (prometheus != null) {
      Program.end(prometheus);
    }
    if (alertmanager != null) {
      Program.end(alertmanager);
    }
    if (server != null) {
      server.stop();
    }
  }

  @Test
  void whatAMetricShowsReachesThoseWhoRunThePipeline() {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                server.verify(
                    postRequestedFor(urlPathEqualTo("/slack"))
                        .withRequestBody(
                            matchingJsonPath("$.channel", containing("#telltale-platform")))
                        .withRequestBody(containing("a channel of slack is switched off"))
                        .withRequestBody(containing("deploy/README.md#telltalechanneloff"))));
  }

  @Test
  void whatTelltaleItselfSendsReachesThoseWhoseAgentItIs() throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest alert =
        HttpRequest.newBuilder(URI.create("http://" + alerts + "/api/v2/alerts"))
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    """
                    [{"labels": {"alertname": "TelltaleAlert", "project": "default", "agent": "support",
                      "signal": "lost", "alert": "more-lost", "severity": "warning"},
                      "annotations": {"summary": "more users are lost", "description": "12 of 60"}}]
                    """))
            .build();
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .until(() -> http.send(alert, BodyHandlers.ofString()).statusCode() == 200);

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                server.verify(
                    postRequestedFor(urlPathEqualTo("/slack"))
                        .withRequestBody(
                            matchingJsonPath("$.channel", containing("#telltale-signals")))
                        .withRequestBody(containing("more users are lost"))));
    assertThat(server.findAll(postRequestedFor(urlPathEqualTo("/slack"))))
        .noneMatch(
            told ->
                told.getBodyAsString().contains("more users are lost")
                    && told.getBodyAsString().contains("#telltale-platform"));
  }
}
