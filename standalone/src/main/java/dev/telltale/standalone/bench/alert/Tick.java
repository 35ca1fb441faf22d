// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.alert;

import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.Ticks;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.bench.Figures;
import dev.telltale.standalone.bench.Wait;
import dev.telltale.standalone.bench.assembly.Cluster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * All rules at one instant: each on a signal of its own, a percent change over 48 h, so that 96 h
 * are read for each, beside the windows that are charted. A window is read as whole hours and, at
 * its ends, panes of a minute: those three hours have a label every minute, the others one.
 */
final class Tick {
  private static final int HOURS = 96;
  private static final long COMMITS_WITHIN_MS = 1500;
  private static final int MINUTE_OF_HOUR = 37;

  private final Cluster cluster;
  private final Path folder;
  private final Wait wait;
  private final Instant start =
      Instant.now()
          .truncatedTo(ChronoUnit.HOURS)
          .minus(Duration.ofHours(2))
          .plus(Duration.ofMinutes(MINUTE_OF_HOUR));
  private final AtomicLong now = new AtomicLong(start.toEpochMilli());

  Tick(Cluster cluster, Path folder, Wait wait) {
    this.cluster = cluster;
    this.folder = folder;
    this.wait = wait;
  }

  void measure(String name, int rules, int ticks, Figures figures) throws InterruptedException {
    KafkaConnection kafka = cluster.topics(name);
    String labelsTopic = kafka.name(Topics.LABELS);
    cluster.keepTimesOfRecords(labelsTopic);
    int partitions = cluster.partitions(labelsTopic);
    InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    // Far behind the wall clock nothing is evaluated and nothing charted: the stores fill up.
    now.set(start.plus(Duration.ofDays(1)).toEpochMilli());
    try (Producer<String, byte[]> producer = new KafkaProducer<>(kafka.producer());
        AlertStream stream =
            new AlertStream(
                kafka,
                registry,
                folder.resolve(name),
                () -> Instant.ofEpochMilli(now.get()),
                Map.of("telltale.alerts.settle", "1s"))) {
      wait.say("%s: writing the labels of 96 h", name);
      long labels = write(new BenchLabels(kafka, registry, producer), rules);
      producer.flush();
      wait.until(name, () -> stream.labels() + " labels", () -> stream.labels() >= labels);
      writeRules(kafka, registry, producer, rules);
      List<Double> wall = new ArrayList<>();
      List<Double> cpu = new ArrayList<>();
      // The first one is not counted: it is there when all rules are known and the code is warm.
      for (int tick = 1; tick <= ticks + 1; tick++) {
        now.set(start.plus(Duration.ofMinutes(tick)).plusSeconds(2).toEpochMilli());
        long done = stream.evaluations();
        double cpuBefore = stream.cpuSeconds();
        send(producer, labelsTopic, partitions);
        wait.until(name, () -> "tick is not read", () -> stream.evaluations() > done);
        long from = System.nanoTime();
        int expected = tick == 1 ? 1 : rules;
        wait.until(
            name,
            () -> stream.evaluations() - done + " rules",
            () -> stream.evaluations() - done >= expected);
        if (tick > 1) {
          wall.add((System.nanoTime() - from) / 1e9);
          cpu.add(stream.cpuSeconds() - cpuBefore);
        }
        // Until it is committed: the next one is not to pay for it.
        TimeUnit.MILLISECONDS.sleep(COMMITS_WITHIN_MS);
      }
      figures.add(name, "tick_seconds", median(wall), "s");
      figures.add(name, "tick_cpu_seconds", median(cpu), "s");
      figures.count(name, "rules", rules, "rules");
      figures.count(name, "ticks", ticks, "ticks");
      figures.count(name, "labels", labels, "labels");
      wait.say("%s: %.3f s, %.3f s of the thread", name, median(wall), median(cpu));
    }
    cluster.delete(kafka);
  }

  /** In the order of time, as a log is. */
  private long write(BenchLabels writer, int signals) {
    long written = 0;
    Instant first = start.minus(Duration.ofHours(HOURS)).truncatedTo(ChronoUnit.HOURS);
    for (Instant at = first; at.isBefore(start); at = at.plus(Duration.ofMinutes(1))) {
      long hour = Duration.between(first, at).toHours();
      boolean edge = hour == 0 || hour == HOURS / 2 || hour == HOURS;
      boolean full = at.equals(at.truncatedTo(ChronoUnit.HOURS));
      for (int i = 0; (edge || full) && i < signals; i++) {
        writer.write(BenchLabels.signal(i), at);
        written++;
      }
    }
    return written;
  }

  private void send(Producer<String, byte[]> producer, String topic, int partitions) {
    for (int partition = 0; partition < partitions; partition++) {
      ProducerRecord<String, byte[]> tick =
          new ProducerRecord<String, byte[]>(
              topic, partition, now.get(), Ticks.key(partition), null);
      tick.headers().add(Ticks.HEADER, new byte[0]);
      var unused = producer.send(tick);
    }
    producer.flush();
  }

  private void writeRules(
      KafkaConnection kafka,
      InMemorySchemaRegistry registry,
      Producer<String, byte[]> producer,
      int count) {
    AvroCodec<AlertRule> codec =
        new TopicSerdes(registry, kafka.topicPrefix()).codec(Topics.ALERT_RULES);
    for (int i = 0; i < count; i++) {
      AlertRule rule = rule(BenchLabels.signal(i));
      var unused =
          producer.send(
              new ProducerRecord<>(
                  kafka.name(Topics.ALERT_RULES), AlertId.of(rule).text(), codec.encode(rule)));
    }
    producer.flush();
  }

  private AlertRule rule(SignalKey signal) {
    return AlertRule.newBuilder()
        .setProject(signal.project())
        .setAgent(signal.agent())
        .setSignal(signal.signal())
        .setAlert("change")
        .setName("change")
        .setRevision(1)
        .setMetric(AlertMetric.TRUE_RATE)
        .setComparison(Comparison.PERCENT_CHANGE)
        .setOperator(Operator.AT_OR_ABOVE)
        .setThreshold(1000)
        .setWindowMs(Duration.ofDays(2).toMillis())
        .setMinLabels(50)
        .setCreatedAt(start)
        .setUpdatedAt(start)
        .build();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
