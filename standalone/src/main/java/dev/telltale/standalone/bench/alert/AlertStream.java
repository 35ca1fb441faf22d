// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.alert;

import dev.telltale.alert.app.Alerts;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.standalone.config.ConfigReader;
import dev.telltale.standalone.config.RoleSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The role as it is, with one thread, and what it counts. */
final class AlertStream implements AutoCloseable {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final long COUNT_EVERY = TimeUnit.MILLISECONDS.toNanos(100);

  private long countedAt = Long.MIN_VALUE / 2;
  private long labels;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Alerts alerts;

  /** Starts it. */
  AlertStream(
      KafkaConnection kafka,
      SchemaRegistry registry,
      Path state,
      InstantSource time,
      Map<String, String> settings) {
    alerts =
        new Alerts(
            new RoleSettings(ConfigReader.read(Map.of(), Optional.empty(), Map.of(), settings))
                .alerts(state),
            kafka,
            registry,
            meters,
            time,
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    alerts.start();
  }

  /** Labels that were read, as of the last tenth of a second: there are thousands of counters. */
  long labels() {
    long now = System.nanoTime();
    if (now - countedAt > COUNT_EVERY) {
      labels = count("telltale.labels");
      countedAt = now;
    }
    return labels;
  }

  /** Rules that were held against their windows. */
  long evaluations() {
    return count("telltale.alert.evaluations", "result", "evaluated");
  }

  /** The processor time of the thread that counts and evaluates. */
  double cpuSeconds() {
    long nanos = 0;
    for (long id : THREADS.getAllThreadIds()) {
      ThreadInfo thread = THREADS.getThreadInfo(id);
      if (thread != null && thread.getThreadName().contains("StreamThread")) {
        nanos += Math.max(0, THREADS.getThreadCpuTime(id));
      }
    }
    return nanos / 1e9;
  }

  @Override
  public void close() {
    alerts.close();
  }

  private long count(String name, String... tags) {
    double sum = 0;
    for (Counter counter : meters.find(name).tags(tags).counters()) {
      sum += counter.count();
    }
    return Math.round(sum);
  }
}
