// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.alert;

import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.standalone.bench.Figures;
import dev.telltale.standalone.bench.Wait;
import dev.telltale.standalone.bench.assembly.Cluster;
import dev.telltale.standalone.bench.assembly.Footprint;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/** A backlog of labels, counted by one thread. */
final class Fold {
  private static final int SIGNALS = 64;

  private final Cluster cluster;
  private final Path folder;
  private final Wait wait;

  Fold(Cluster cluster, Path folder, Wait wait) {
    this.cluster = cluster;
    this.folder = folder;
    this.wait = wait;
  }

  void measure(String name, int labels, Figures figures) throws InterruptedException {
    KafkaConnection kafka = cluster.topics(name);
    InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    wait.say("%s: writing %,d labels", name, labels);
    try (Producer<String, byte[]> producer = new KafkaProducer<>(kafka.producer())) {
      BenchLabels writer = new BenchLabels(kafka, registry, producer);
      for (int i = 0; i < labels; i++) {
        writer.write(BenchLabels.signal(i % SIGNALS), Instant.now());
      }
    }
    Path state = folder.resolve(name);
    try (AlertStream stream =
        new AlertStream(kafka, registry, state, InstantSource.system(), Map.of())) {
      wait.until(name, () -> "no label yet", () -> stream.labels() > 0);
      long from = System.nanoTime();
      long before = stream.labels();
      double cpuBefore = stream.cpuSeconds();
      wait.until(name, () -> stream.labels() + " labels", () -> stream.labels() >= labels);
      double rate = (labels - before) / ((System.nanoTime() - from) / 1e9);
      double cpu = stream.cpuSeconds() - cpuBefore;
      figures.add(name, "labels_per_second", rate, "labels/s");
      figures.add(name, "labels_per_thread_cpu_second", (labels - before) / cpu, "labels/s");
      wait.say("%s: %,.0f labels/s in one thread", name, rate);
    }
    double changelogs =
        cluster.changelogBytes(kafka, kafka.topicPrefix() + "alerts").values().stream()
            .mapToDouble(Long::doubleValue)
            .sum();
    double onDisk = Footprint.bytes(state);
    figures.add(name, "bytes_per_label", (onDisk + changelogs) / labels, "B");
    figures.add(name, "bytes_per_label_on_disk", onDisk / labels, "B");
    figures.add(name, "bytes_per_label_in_changelogs", changelogs / labels, "B");
    figures.count(name, "labels", labels, "labels");
    cluster.delete(kafka);
  }
}
