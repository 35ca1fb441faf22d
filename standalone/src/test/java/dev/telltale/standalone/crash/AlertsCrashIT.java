// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.crash;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Delivery;
import dev.telltale.schemas.alert.DeliveryOutcome;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.crash.RuleOracle.Seen;
import dev.telltale.standalone.kafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process of alerts that is killed while it evaluates and sends. {@code -Dtelltale.kills=…} says
 * how often; chance comes from a seed that is printed.
 */
class AlertsCrashIT {
  private static final int KILLS = Integer.getInteger("telltale.kills", 3);
  private static final String WEBHOOK = "ops";

  /** So many events wait for each process: it is still sending them when it is killed. */
  private static final int WAITING = 80;

  private static final Duration ANSWER_AFTER = Duration.ofMillis(20);

  @TempDir static Path folder;

  @Test
  void alertsThatAreKilledAgainAndAgainSayWhatOnesThatNeverDiedWouldHaveSaid(TestInfo test)
      throws Exception {
    Random random = Seed.random(test);
    List<AlertRule> rules = WatchedSignals.rules(WEBHOOK);
    try (EmbeddedKafka broker = new EmbeddedKafka(folder.resolve("kafka"), 0, impatient());
        RegistryServer registry = new RegistryServer(broker.bootstrapServers());
        Line line = new Line(broker.bootstrapServers(), registry, "told", folder);
        SlowReceiver receiver = new SlowReceiver(ANSWER_AFTER)) {
      AlertLog log = new AlertLog(line.kafka(), line.serdes());
      log.writeRules(rules);
      List<String> waited = new ArrayList<>();
      Path config = config(receiver);
      String state = "first";
      try (LabelFeed feed =
          new LabelFeed(
              WatchedSignals.SWINGING,
              new Random(random.nextLong()),
              line.kafka(),
              line.serdes().codec(Topics.LABELS))) {
        for (int kill = 1; kill <= KILLS; kill++) {
          waited.addAll(log.writeEvents(WAITING, new Channel("webhook", WEBHOOK)));
          int sent = receiver.ids().size();
          int evaluated = evaluated(log).size();
          RoleProcess alerts = alerts(line, config, state);
          await()
              .atMost(Line.SOON)
              .until(() -> receiver.ids().size() > sent && evaluated(log).size() > evaluated);
          TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000));
          alerts.kill();
          if (kill % 5 == 2) {
            state = "after-" + kill; // As on another machine: nothing of the state is there.
          }
        }
        feed.finish();
      }
      // From then on nothing changes any more.
      Instant quiet = Instant.now().plus(WatchedSignals.LONGEST).plusSeconds(1);
      RoleProcess alerts = alerts(line, config, state);
      await()
          .atMost(Line.SOON)
          .pollInterval(Duration.ofMillis(300))
          .until(
              () ->
                  log.isReadUntil(quiet, rules)
                      && log.deliveries().size() >= waited.size() + told(evaluated(log)).size());
      alerts.stop();

      List<AlertEvent> evaluated = evaluated(log);
      assertEvaluated(log, rules, evaluated);
      assertTold(
          receiver.ids(),
          log.deliveries(),
          Stream.concat(waited.stream(), told(evaluated).stream()).toList());
    }
  }

  /** Everything follows from the log of labels, and nothing from who read it when. */
  private static void assertEvaluated(
      AlertLog log, List<AlertRule> rules, List<AlertEvent> evaluated) {
    List<RuleOracle> oracles = log.expected(rules);
    Map<String, AlertState> states = log.states();
    for (RuleOracle oracle : oracles) {
      oracle
          .states()
          .forEach((alert, state) -> assertThat(state).isEqualTo(states.get(alert).getState()));
    }
    for (AlertRule rule : rules) {
      String alert = AlertId.of(rule).text();
      List<Seen> seen =
          evaluated.stream().map(Seen::of).filter(event -> event.alert().equals(alert)).toList();
      assertThat(seen)
          .isEqualTo(
              oracles.stream()
                  .flatMap(oracle -> oracle.events().stream())
                  .filter(event -> event.alert().equals(alert))
                  .toList());
      for (int i = 0; i < seen.size(); i++) {
        assertThat(seen.get(i).transition())
            .isEqualTo(i % 2 == 0 ? Transition.FIRED : Transition.RECOVERED);
      }
      List<Instant> firings =
          seen.stream()
              .filter(event -> event.told() && event.transition() == Transition.FIRED)
              .map(event -> event.window().to())
              .toList();
      for (int i = 1; i < firings.size(); i++) {
        assertThat(Duration.between(firings.get(i - 1), firings.get(i)).toMillis())
            .isPositive()
            .isGreaterThanOrEqualTo(rule.getCooldownMs());
      }
    }
    assertThat(evaluated.stream().map(AlertEvent::getEventId)).doesNotHaveDuplicates();
    // Otherwise the load would not have met what it is for.
    assertThat(evaluated.stream().map(event -> event.getRule().getAlert()).collect(toSet()))
        .isEqualTo(rules.stream().map(AlertRule::getAlert).collect(toSet()));
    assertThat(evaluated.stream().map(AlertEvent::getNotify)).contains(false);
  }

  private static void assertTold(
      List<String> received, List<Delivery> deliveries, List<String> events) {
    assertThat(received).containsAll(events);
    assertThat(events).containsAll(received);
    // One at a time is in flight, or answered and not recorded, when a process is killed.
    assertThat(received).hasSizeBetween(events.size(), events.size() + KILLS);
    assertThat(deliveries.stream().map(Delivery::getEventId))
        .containsExactlyInAnyOrderElementsOf(events);
    assertThat(deliveries)
        .allSatisfy(
            delivery -> assertThat(delivery.getOutcome()).isEqualTo(DeliveryOutcome.DELIVERED));
  }

  private static List<AlertEvent> evaluated(AlertLog log) {
    return log.events().stream().filter(event -> WatchedSignals.has(event.getRule())).toList();
  }

  private static List<String> told(List<AlertEvent> events) {
    return events.stream()
        .filter(AlertEvent::getNotify)
        .map(AlertEvent::getEventId)
        .distinct()
        .toList();
  }

  /** A broker that misses members and ends transactions of the dead sooner than it would. */
  private static Map<String, String> impatient() {
    return Map.of(
        "group.min.session.timeout.ms", "1000",
        "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
  }

  private static Path config(SlowReceiver receiver) throws IOException {
    return Files.writeString(
        folder.resolve("telltale.yaml"),
        """
        telltale:
          alerts:
            interval: 1s
            settle: 0s
            stale-after: 10m
            webhooks:
              %s:
                url: "%s"
                secret: 0123456789abcdef
        """
            .formatted(WEBHOOK, receiver.address()));
  }

  private static RoleProcess alerts(Line line, Path config, String state) throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("TELLTALE_CONFIG", config.toString());
    settings.put("TELLTALE_CLASSIFIER_STATE_DIR", folder.resolve(state).toString());
    // The next process waits until the one before is missed.
    for (String client : List.of("", "MAIN_CONSUMER_")) {
      settings.put("TELLTALE_KAFKA_PROPERTIES_" + client + "SESSION_TIMEOUT_MS", "3000");
      settings.put("TELLTALE_KAFKA_PROPERTIES_" + client + "HEARTBEAT_INTERVAL_MS", "700");
    }
    settings.put("TELLTALE_KAFKA_PROPERTIES_PRODUCER_TRANSACTION_TIMEOUT_MS", "5000");
    return line.start("alerts", settings);
  }
}
