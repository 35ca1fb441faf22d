// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.telltale.schemas.signal.SignalHistory;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Network;

/**
 * The release before this one, and then this one on what that one left: Kafka's log, registered
 * schemas, open traces and sessions, definitions, the state of an alert. {@code debian.sh previous}
 * makes the image of the release before; until there is one, this is skipped.
 */
@ExtendWith(Logs.class)
class UpgradeIT {
  private static final String PREVIOUS = "telltale:previous";
  private static final String FOLDER = "/var/lib/telltale/data";
  private static final Duration SOON = Duration.ofMinutes(8);
  private static final String HOOK = "/hook";
  private static final Duration SHORTLY = Duration.ofSeconds(5);
  private static final int CLOSED = 2;
  private static final int MANY = 100;
  private static final int TURNS = 4;
  private static final ObjectMapper JSON = new ObjectMapper();
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
      fires: at or above 2
      window: 30m
      notify: [slack]
      """;

  @TempDir Path folder;

  // Before each, not before all: what is skipped there nobody counts.
  @BeforeEach
  void twoReleases() throws Exception {
    Engine.require();
    Engine.requireImage(
        PREVIOUS,
        "there is no release before this one yet (deploy/containers/debian.sh previous makes it)");
  }

  @Test
  void whatTheReleaseBeforeLeftOpenThisOneEndsAndNothingIsToldAgain() throws Exception {
    String volume = "telltale-it-" + UUID.randomUUID();
    Engine.client().createVolumeCmd().withName(volume).exec();
    try (Network network = Network.newNetwork()) {
      String address = Engine.gateway(network);
      WireMockServer slack =
          new WireMockServer(
              WireMockConfiguration.options().dynamicPort().jettyAcceptors(1).bindAddress(address));
      slack.start();
      slack.stubFor(WireMock.post(HOOK).willReturn(WireMock.ok("ok")));
      String webhook = "http://" + address + ":" + slack.port() + HOOK;
      try (Role before = line(PREVIOUS, network, volume, webhook, "10m");
          Role now = line(Role.IMAGE, network, volume, webhook, "5s")) {
        before.start();
        HttpResponse<String> applied = Cluster.apply(before.at(Role.API), Keys.KEY, DEFINITIONS);
        assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
        // A definition takes effect ten seconds after it was written: a rule, not a wait for luck.
        TimeUnit.MILLISECONDS.sleep(SignalHistory.SETTLES_AFTER.toMillis());
        for (int turn = 0; turn < CLOSED; turn++) {
          Turns.send(before.at(Role.OTLP), Keys.KEY, turn);
        }
        for (int turn = CLOSED; turn < TURNS; turn++) {
          post(before, Turns.begun(turn));
        }
        assertThat(tail(before, "labels", CLOSED)).hasSize(CLOSED);
        await().atMost(SOON).until(() -> told(slack) == 1);
        before.end();

        now.start();
        assertThat(Http.get(now.at(Role.API).resolve("/api/v1/signals"), Keys.KEY).body())
            .contains("user-frustration");
        for (int turn = CLOSED; turn < TURNS; turn++) {
          post(now, Turns.ended(turn));
        }
        List<String> all = IntStream.range(0, TURNS).mapToObj(Turns::traceId).toList();
        assertThat(tail(now, "labels", TURNS))
            .extracting(label -> label.path("targetId").asText())
            .containsExactlyInAnyOrderElementsOf(all);
        assertThat(tail(now, "traces", TURNS))
            .allSatisfy(trace -> assertThat(trace.path("spans")).hasSize(Turns.SPANS))
            .extracting(trace -> trace.path("traceId").asText())
            .containsExactlyInAnyOrderElementsOf(all);
        // Its two traces came to the release before; the last revision has them and those of this
        // one.
        await()
            .atMost(SOON)
            .pollInterval(Duration.ofSeconds(1))
            .until(() -> sizes(tail(now, "sessions", MANY, SHORTLY)).contains(TURNS));
        assertThat(told(slack)).isEqualTo(1);
        assertThat(Http.get(now.at(Role.METRICS).resolve("/metrics"), Keys.KEY).body().lines())
            .filteredOn(line -> line.startsWith("telltale_dead_letters_total"))
            .allSatisfy(line -> assertThat(line).endsWith(" 0.0"));
      } finally {
        slack.stop();
      }
    } finally {
      Engine.client().removeVolumeCmd(volume).exec();
    }
  }

  /** Everything in one container, on one volume. */
  private Role line(
      String image, Network network, String volume, String webhook, String sessionIdle)
      throws Exception {
    return Role.of(image, "standalone", "--dir", FOLDER)
        .withNetwork(network)
        .keeping(volume)
        .reading(Keys.file(folder), Keys.PATH)
        .withEnv("TELLTALE_ACCESS_KEYS_FILE", Keys.PATH)
        .withEnv("TELLTALE_CLASSIFIER_ROOT_QUIET", "1s")
        .withEnv("TELLTALE_CLASSIFIER_TRACE_IDLE", "10m")
        .withEnv("TELLTALE_CLASSIFIER_SESSION_IDLE", sessionIdle)
        .withEnv("TELLTALE_JUDGE_OFFLINE_LEAD", "0")
        .withEnv("TELLTALE_CONTROL_PLANE_SHORT_WINDOWS", "true")
        .withEnv("TELLTALE_ALERTS_INTERVAL", "5s")
        .withEnv("TELLTALE_ALERTS_SETTLE", "1s")
        .withEnv("TELLTALE_ALERTS_SLACK_WEBHOOK", webhook)
        .serving(Role.OTLP, Role.API);
  }

  private static void post(Role line, String request) throws Exception {
    HttpResponse<String> answer = Http.post(Turns.traces(line.at(Role.OTLP)), Keys.KEY, request);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static List<Integer> sizes(List<JsonNode> sessions) {
    return sessions.stream().map(session -> session.path("traces").size()).toList();
  }

  private static int told(WireMockServer slack) {
    return slack.findAll(WireMock.postRequestedFor(WireMock.urlEqualTo(HOOK))).size();
  }

  /** The first records of a topic, by the command line inside: Kafka is on loopback there. */
  private static List<JsonNode> tail(Role line, String topic, int records) throws Exception {
    return tail(line, topic, records, SOON);
  }

  private static List<JsonNode> tail(Role line, String topic, int records, Duration within)
      throws Exception {
    String out =
        line.execInContainer(
                "java",
                "-jar",
                "/opt/telltale/telltale.jar",
                "tail",
                topic,
                "--from-beginning",
                "--max",
                Integer.toString(records),
                "--timeout",
                Long.toString(within.toSeconds()))
            .getStdout();
    List<JsonNode> values = new ArrayList<>();
    for (String row : out.lines().filter(text -> text.startsWith("{")).toList()) {
      JsonNode record = JSON.readTree(row);
      values.add(record.has("value") ? record.path("value") : record);
    }
    return values;
  }
}
