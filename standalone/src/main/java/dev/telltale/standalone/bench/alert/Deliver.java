// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.alert;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.bench.Figures;
import dev.telltale.standalone.bench.TopicWatch;
import dev.telltale.standalone.bench.Wait;
import dev.telltale.standalone.bench.assembly.Cluster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A label at a time, each the first of its signal, on which a rule fires; the role as it is tells a
 * Slack on this machine. All times are the broker's and this process's wall clock, one machine's.
 */
final class Deliver {
  private static final String ALERT = "deliver-";

  /** Divides no second, so that labels come at all moments of a window. */
  private static final long LABEL_EVERY_MS = 97;

  private static final List<Integer> PERCENTILES = List.of(50, 99);

  private final Cluster cluster;
  private final Path folder;
  private final Wait wait;
  private final Map<String, Long> labelled = new ConcurrentHashMap<>();
  private final Map<String, Long> triggered = new ConcurrentHashMap<>();

  Deliver(Cluster cluster, Path folder, Wait wait) {
    this.cluster = cluster;
    this.folder = folder;
    this.wait = wait;
  }

  // What listens is opened and closed, and not called.
  @SuppressWarnings("try")
  void measure(String name, int alerts, Figures figures) throws InterruptedException {
    KafkaConnection kafka = cluster.topics(name);
    InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    TopicSerdes serdes = new TopicSerdes(registry, kafka.topicPrefix());
    AvroCodec<AlertEvent> events = serdes.codec(Topics.ALERT_EVENTS);
    try (LocalSlack slack = new LocalSlack(Pattern.compile(ALERT + "\\d+"));
        TopicWatch labelTimes = new TopicWatch(kafka, Topics.LABELS, this::label);
        TopicWatch eventTimes =
            new TopicWatch(
                kafka, Topics.ALERT_EVENTS, record -> event(events.decode(record.value())));
        Producer<String, byte[]> producer = new KafkaProducer<>(kafka.producer())) {
      writeRules(kafka, serdes, producer, alerts + 1);
      try (AlertStream stream =
          new AlertStream(
              kafka,
              registry,
              folder.resolve(name),
              InstantSource.system(),
              Map.of(
                  "telltale.alerts.interval", "1s",
                  "telltale.alerts.settle", "0s",
                  "telltale.alerts.slack-webhook", slack.address(),
                  // What the pace of a channel holds back is not measured here.
                  "telltale.alerts.per-minute", "1000000",
                  "telltale.alerts.digest-after", "1000000"))) {
        BenchLabels labels = new BenchLabels(kafka, registry, producer);
        // The first one is not counted: it is there when everything runs and the code is warm.
        labels.write(BenchLabels.signal(0), Instant.now());
        wait.until(name, () -> "no message yet", () -> slack.count() > 0);
        for (int i = 1; i <= alerts; i++) {
          labels.write(BenchLabels.signal(i), Instant.now());
          TimeUnit.MILLISECONDS.sleep(LABEL_EVERY_MS);
        }
        wait.until(name, () -> slack.count() + " messages", () -> slack.count() > alerts);
        wait.until(
            name,
            () -> labelled.size() + " labels, " + triggered.size() + " events",
            () -> labelled.size() > alerts && triggered.size() > alerts);
      }
      tell(name, alerts, slack.arrivals(), figures);
    }
    cluster.delete(kafka);
  }

  private void tell(String name, int alerts, Map<String, Long> arrivals, Figures figures) {
    Histogram afterTick = new Histogram(3);
    Histogram afterLabel = new Histogram(3);
    for (int i = 1; i <= alerts; i++) {
      long arrived = at(arrivals, ALERT + i);
      afterTick.recordValue(Math.max(0, arrived - at(triggered, ALERT + i)));
      afterLabel.recordValue(Math.max(0, arrived - at(labelled, BenchLabels.signal(i).text())));
    }
    for (int p : PERCENTILES) {
      figures.add(name, "label_to_slack_p" + p + "_seconds", seconds(afterTick, p), "s");
    }
    for (int p : PERCENTILES) {
      figures.add(name, "stored_to_slack_p" + p + "_seconds", seconds(afterLabel, p), "s");
    }
    figures.count(name, "messages", alerts, "messages");
    wait.say("%s: p99 %.3f s after the tick", name, seconds(afterTick, 99));
  }

  private static double seconds(Histogram times, double percentile) {
    return times.getValueAtPercentile(percentile) / 1e3;
  }

  private static long at(Map<String, Long> times, String key) {
    return Objects.requireNonNull(times.get(key), key);
  }

  private void label(ConsumerRecord<String, byte[]> record) {
    if (record.value() != null) {
      labelled.putIfAbsent(record.key(), record.timestamp());
    }
  }

  /** It is triggered by the log's clock, which is the time of the record that made it due. */
  private void event(AlertEvent event) {
    if (event.getTransition() == Transition.FIRED) {
      triggered.putIfAbsent(event.getRule().getAlert(), event.getTriggeredAt().toEpochMilli());
    }
  }

  private static void writeRules(
      KafkaConnection kafka, TopicSerdes serdes, Producer<String, byte[]> producer, int count) {
    AvroCodec<AlertRule> codec = serdes.codec(Topics.ALERT_RULES);
    for (int i = 0; i < count; i++) {
      AlertRule rule = rule(BenchLabels.signal(i), ALERT + i);
      var unused =
          producer.send(
              new ProducerRecord<>(
                  kafka.name(Topics.ALERT_RULES), AlertId.of(rule).text(), codec.encode(rule)));
    }
    producer.flush();
  }

  private static AlertRule rule(SignalKey signal, String alert) {
    Instant now = Instant.now();
    return AlertRule.newBuilder()
        .setProject(signal.project())
        .setAgent(signal.agent())
        .setSignal(signal.signal())
        .setAlert(alert)
        .setName(alert)
        .setRevision(1)
        .setMetric(AlertMetric.LABEL_VOLUME)
        .setComparison(Comparison.ABSOLUTE)
        .setOperator(Operator.AT_OR_ABOVE)
        .setThreshold(1)
        .setWindowMs(Duration.ofHours(1).toMillis())
        .setChannels(List.of(new Channel("slack", null)))
        .setCreatedAt(now)
        .setUpdatedAt(now)
        .build();
  }
}
