// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.telltale.schemas.signal.SignalHistory;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.lifecycle.Startables;

/** Every role in a container of its own, on a network with Kafka and a registry. */
@ExtendWith(Logs.class)
class RolesInContainersIT {
  private static final Duration SOON = Duration.ofMinutes(8);
  private static final int TURNS = 60;
  private static final Duration PACE = Duration.ofMillis(250);
  private static final String HOOK = "/hook";
  private static final Pattern COUNTED =
      Pattern.compile("(?m)^telltale_labels_total\\{[^}]*origin=\"live\"[^}]*} (\\S+)");
  private static final String DEFINITIONS =
      """
      kind: signal
      agent: support
      signal: user-frustration
      template: user-frustration
      ---
      kind: alert
      agent: support
      signal: user-frustration
      alert: enough-labels
      metric: label_volume
      comparison: absolute
      fires: at or above 5
      window: 30m
      notify: [slack]
      """;

  @TempDir Path folder;

  // Before each, not before all: what is skipped there nobody counts.
  @BeforeEach
  void anEngine() throws Exception {
    Engine.require();
  }

  @Test
  void everySpanBecomesOneLabelAndSlackIsToldOnceThoughClassifierAndJudgeAreKilled()
      throws Exception {
    String keys = Keys.file(folder);
    try (Cluster cluster = new Cluster()) {
      String address = Engine.gateway(cluster.network());
      WireMockServer slack = slack(address);
      try {
        assertThat(Cluster.run(cluster.role("topics", "create"))).contains("telltale.labels");
        Role gateway =
            cluster.role("gateway").reading(keys, Keys.PATH).withEnv(access()).serving(Role.OTLP);
        Role control =
            cluster
                .role("control-plane")
                .reading(keys, Keys.PATH)
                .withEnv(access())
                .withEnv("TELLTALE_CONTROL_PLANE_SHORT_WINDOWS", "true")
                .serving(Role.API);
        String state = cluster.volume();
        Role classifier = classifier(cluster, state);
        Role judge = judge(cluster);
        Role alerts = alerts(cluster, "http://" + address + ":" + slack.port() + HOOK);
        Startables.deepStart(gateway, control, classifier, judge, alerts).join();

        HttpResponse<String> applied = Cluster.apply(control.at(Role.API), Keys.KEY, DEFINITIONS);
        assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
        // A definition takes effect ten seconds after it was written: a rule, not a wait for luck.
        TimeUnit.MILLISECONDS.sleep(SignalHistory.SETTLES_AFTER.toMillis());

        URI otlp = gateway.at(Role.OTLP);
        send(otlp, 0, TURNS / 3);
        classifier.kill();
        classifier = classifier(cluster, state);
        Role next = classifier;
        Thread starts = new Thread(next::start);
        starts.start();
        send(otlp, TURNS / 3, 2 * TURNS / 3);
        judge.kill();
        Role another = judge(cluster);
        Thread startsToo = new Thread(another::start);
        startsToo.start();
        send(otlp, 2 * TURNS / 3, TURNS);
        starts.join();
        startsToo.join();

        ConfluentReader reader =
            new ConfluentReader(cluster.bootstrapServers(), cluster.registry(), Map.of());
        await(another.getLogs())
            .atMost(SOON)
            .until(() -> labels(reader).values().stream().mapToInt(List::size).sum() >= TURNS);
        await().atMost(SOON).until(() -> !told(slack).isEmpty());
        await().atMost(SOON).untilAsserted(() -> assertThat(counted(alerts)).isEqualTo(TURNS));

        assertThat(reader.bytes("telltale.spans")).hasSize(TURNS * Turns.SPANS);
        assertTraces(reader.read("telltale.traces"));
        assertLabels(labels(reader));
        assertThat(reader.bytes("telltale.dead-letters")).isEmpty();
        assertThat(told(slack)).singleElement().asString().contains("enough-labels");
        for (Role role : List.of(gateway, control, next, another, alerts)) {
          await(role.getLogs()).atMost(SOON).until(() -> role.health().equals("healthy"));
        }
        // In the order of the stream: the exit code of a JVM that was asked to stop in time.
        for (Role role : List.of(gateway, next, another, alerts, control)) {
          assertThat(role.end()).as(role.getLogs()).isIn(0L, 143L);
        }
      } finally {
        slack.stop();
      }
    }
  }

  private static void send(URI otlp, int from, int to) throws Exception {
    for (int turn = from; turn < to; turn++) {
      Turns.send(otlp, Keys.KEY, turn);
      TimeUnit.MILLISECONDS.sleep(PACE.toMillis());
    }
  }

  private static void assertTraces(List<GenericRecord> traces) {
    assertThat(traces)
        .extracting(trace -> trace.get("traceId").toString())
        .containsExactlyInAnyOrderElementsOf(sent());
    assertThat(traces)
        .allSatisfy(trace -> assertThat((Collection<?>) trace.get("spans")).hasSize(Turns.SPANS));
  }

  /** A judge that is killed may have said a verdict twice: then as one label, by its id. */
  private static void assertLabels(Map<String, List<GenericRecord>> byId) {
    List<GenericRecord> first = byId.values().stream().map(same -> same.get(0)).toList();
    assertThat(first)
        .extracting(label -> label.get("targetId").toString())
        .containsExactlyInAnyOrderElementsOf(sent());
    assertThat(byId.values())
        .allSatisfy(
            same ->
                assertThat(same)
                    .allSatisfy(
                        label ->
                            assertThat(label.get("value")).isEqualTo(same.get(0).get("value"))));
    assertThat(first)
        .allSatisfy(
            label -> {
              assertThat(label.get("outcome").toString()).isEqualTo("LABELLED");
              assertThat(label.get("value").toString()).isIn("true", "false");
            });
    // Two texts, so two answers: each the same wherever and whenever it was given.
    assertThat(
            first.stream()
                .filter(label -> Turns.frustrated(number(label)))
                .map(label -> label.get("value").toString())
                .distinct())
        .containsExactly("true");
  }

  private static int number(GenericRecord label) {
    return Integer.parseInt(label.get("targetId").toString(), 16) - 1;
  }

  private static List<String> sent() {
    return IntStream.range(0, TURNS).mapToObj(Turns::traceId).toList();
  }

  private static Map<String, List<GenericRecord>> labels(ConfluentReader reader) throws Exception {
    return reader.read("telltale.labels").stream()
        .collect(Collectors.groupingBy(label -> label.get("labelId").toString()));
  }

  /** What the alert stream counted. */
  private static long counted(Role alerts) throws Exception {
    Matcher line =
        COUNTED.matcher(Http.get(alerts.at(Role.METRICS).resolve("/metrics"), Keys.KEY).body());
    double all = 0;
    while (line.find()) {
      all += Double.parseDouble(line.group(1));
    }
    return Math.round(all);
  }

  private static Map<String, String> access() {
    return Map.of("TELLTALE_ACCESS_KEYS_FILE", Keys.PATH);
  }

  private static Role classifier(Cluster cluster, String state) {
    return cluster
        .role("classifier")
        .keeping(state)
        .withEnv("TELLTALE_CLASSIFIER_INSTANCE_ID", "classifier-0")
        .withEnv("TELLTALE_CLASSIFIER_ROOT_QUIET", "1s")
        .withEnv("TELLTALE_CLASSIFIER_SESSION_IDLE", "5s")
        .serving();
  }

  private static Role judge(Cluster cluster) {
    // The two texts are plain: the least lead shows whether a label came through, not how sure.
    return cluster.role("judge").withEnv("TELLTALE_JUDGE_OFFLINE_LEAD", "0").serving();
  }

  private static Role alerts(Cluster cluster, String webhook) {
    return cluster
        .role("alerts")
        .keeping(cluster.volume())
        .withEnv("TELLTALE_ALERTS_SLACK_WEBHOOK", webhook)
        .withEnv("TELLTALE_ALERTS_INTERVAL", "5s")
        .withEnv("TELLTALE_ALERTS_SETTLE", "1s")
        .serving();
  }

  private static WireMockServer slack(String address) {
    WireMockServer server =
        new WireMockServer(
            WireMockConfiguration.options().dynamicPort().jettyAcceptors(1).bindAddress(address));
    server.start();
    server.stubFor(WireMock.post(HOOK).willReturn(WireMock.ok("ok")));
    return server;
  }

  private static List<String> told(WireMockServer slack) {
    return slack.findAll(WireMock.postRequestedFor(WireMock.urlEqualTo(HOOK))).stream()
        .map(LoggedRequest::getBodyAsString)
        .toList();
  }
}
