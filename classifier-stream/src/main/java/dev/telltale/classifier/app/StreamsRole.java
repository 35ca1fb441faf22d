// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import dev.telltale.schemas.kafka.ConsumerLag;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.topic.Topics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka Streams application with the properties that make its promises true. A dead thread is
 * replaced, so many times.
 */
final class StreamsRole implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(StreamsRole.class);
  private static final int REPLACEMENTS = 20;

  private static final Duration DRAIN = Duration.ofSeconds(30);

  /** A process that was killed is missed after this long. */
  private static final int MISSED_AFTER_MS = 10_000;

  /** One with a name may take this long to come back. */
  private static final int NAMED_MISSED_AFTER_MS = 60_000;

  /** The default holds eight spans, and each batch costs a compressor and a broker's attention. */
  private static final int BATCH_BYTES = 256 * 1024;

  private static final long STATE_CACHE_BYTES = 16L * 1024 * 1024;
  private static final Set<String> STATE_BYTES =
      Set.of("total-sst-files-size", "size-all-mem-tables");

  private final KafkaStreams streams;
  private final CloseOptions goodbye;
  private final AtomicInteger replaced = new AtomicInteger();

  StreamsRole(
      String name,
      KafkaConnection kafka,
      Topology topology,
      StreamsSettings settings,
      MeterRegistry meters) {
    this.streams = new KafkaStreams(topology, config(name, kafka, settings));
    // Who leaves says goodbye: a group that waits for a dead member would hold up the next start.
    // Who has a name comes back, and the group waits for it.
    this.goodbye =
        CloseOptions.timeout(DRAIN)
            .withGroupMembershipOperation(
                settings.instanceId().isPresent()
                    ? CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP
                    : CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
    Gauge.builder("telltale.state.bytes", streams, StreamsRole::stateBytes)
        .description("State on disk and in write buffers")
        .baseUnit("bytes")
        .tag("application", name)
        .register(meters);
    Gauge.builder("telltale.consumer.lag", streams, s -> ConsumerLag.records(s.metrics()))
        .baseUnit("records")
        .tag("group", name)
        .register(meters);
    FunctionCounter.builder("telltale.stream.restarts", replaced, AtomicInteger::get)
        .description("Threads that died and were replaced")
        .tag("application", name)
        .register(meters);
    streams.setUncaughtExceptionHandler(
        e -> {
          LOGGER.atError().addKeyValue("application", name).setCause(e).log("stream thread died");
          return replaced.incrementAndGet() <= REPLACEMENTS
              ? StreamThreadExceptionResponse.REPLACE_THREAD
              : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
  }

  void start() {
    streams.start();
  }

  boolean isHealthy() {
    return streams.state().isRunningOrRebalancing();
  }

  /** True once it has shut down for good. While Kafka is away it has not. */
  boolean hasEnded() {
    return streams.state().hasCompletedShutdown();
  }

  /** True once every partition is being read. */
  boolean isRunning() {
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  /** Opens a store for reading. */
  <T> T store(StoreQueryParameters<T> query) {
    return streams.store(query);
  }

  @Override
  public void close() {
    streams.close(goodbye);
  }

  /** By RocksDB's own account, of all stores. */
  private static double stateBytes(KafkaStreams streams) {
    return streams.metrics().values().stream()
        .filter(metric -> STATE_BYTES.contains(metric.metricName().name()))
        .map(Metric::metricValue)
        .filter(Number.class::isInstance)
        .mapToDouble(value -> ((Number) value).doubleValue())
        .sum();
  }

  static Properties config(String name, KafkaConnection kafka, StreamsSettings settings) {
    Properties config = new Properties();
    config.putAll(kafka.application());
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, kafka.topicPrefix() + name);
    config.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000);
    config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    // Each task reads one partition: there is no other whose record might be older.
    config.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, STATE_CACHE_BYTES);
    config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocks.class);
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    settings
        .instanceId()
        .ifPresent(
            id ->
                config.put(
                    StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), id));
    config.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
        settings.instanceId().isPresent() ? NAMED_MISSED_AFTER_MS : MISSED_AFTER_MS);
    config.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        MISSED_AFTER_MS / 4);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 60_000);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    config.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    config.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        Topics.DEAD_LETTERS.maxMessageBytes());
    return config;
  }
}
