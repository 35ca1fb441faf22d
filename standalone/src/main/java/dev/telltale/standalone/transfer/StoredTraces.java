// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.transfer;

import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.schemas.trace.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The closed traces of a topic, each in its last revision. A trace's revisions are all in one
 * partition, so one partition is read at a time, and twice: first for which traces were revised and
 * where their last revision stands, then for the traces. In memory is one entry for each revised
 * trace of a partition, and one trace.
 */
public final class StoredTraces {
  private static final Duration REACH = Duration.ofSeconds(10);
  private static final Duration FETCH_WAIT = Duration.ofMillis(20);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConnection kafka;
  private final AvroCodec<Trace> codec;

  /**
   * Which traces are wanted.
   *
   * @param agent one of the trace's agents
   * @param from the earliest close of a last revision
   * @param to the first close that is too late
   */
  public record Wanted(String project, String agent, Instant from, Instant to) {
    /** Refuses times that hold nothing. */
    public Wanted {
      if (!from.isBefore(to)) {
        throw new IllegalArgumentException(
            "--to: " + to + " (expected: after --from, " + from + ")");
      }
    }

    private boolean matches(Trace trace) {
      return trace.getProject().equals(project)
          && trace.getAgents().contains(agent)
          && !trace.getClosedAt().isBefore(from)
          && trace.getClosedAt().isBefore(to);
    }
  }

  /**
   * What was found.
   *
   * @param superseded records that a later revision stands in for
   * @param unreadable records that are no traces
   */
  public record Found(long traces, long superseded, long unreadable) {}

  /** Makes a reader; it connects when it is asked. */
  public StoredTraces(KafkaConnection kafka, SchemaRegistry registry) {
    this.kafka = kafka;
    this.codec = new TopicSerdes(registry, kafka.topicPrefix()).codec(Topics.TRACES);
  }

  /** Gives every trace that is wanted, and returns when all that are there now were given. */
  public Found each(Wanted wanted, Consumer<Trace> taker) {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) REACH.toMillis());
    // At the end of one partition a fetch may be under way that would hold up the next partition's.
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) FETCH_WAIT.toMillis());
    Reading reading = new Reading(wanted, taker);
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings)) {
      for (TopicPartition partition : partitions(consumer)) {
        reading.partition(consumer, partition);
      }
    } catch (TimeoutException e) {
      throw new KafkaException("Kafka at " + kafka.bootstrapServers() + " cannot be reached", e);
    }
    return new Found(reading.traces, reading.superseded, reading.unreadable);
  }

  private List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer) {
    String topic = kafka.name(Topics.TRACES);
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    if (partitions == null || partitions.isEmpty()) {
      throw new KafkaException("topic " + topic + " is not there (run: telltale topics create)");
    }
    return partitions.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
  }

  /** One run through all partitions. */
  private final class Reading {
    private final Wanted wanted;
    private final Consumer<Trace> taker;
    private long traces;
    private long superseded;
    private long unreadable;

    Reading(Wanted wanted, Consumer<Trace> taker) {
      this.wanted = wanted;
      this.taker = taker;
    }

    void partition(KafkaConsumer<String, byte[]> consumer, TopicPartition partition) {
      consumer.assign(List.of(partition));
      // A record's time is its trace's close: whatever stands before this offset closed earlier.
      OffsetAndTimestamp start =
          consumer
              .offsetsForTimes(Map.of(partition, Math.max(0, wanted.from().toEpochMilli())))
              .get(partition);
      Long end = consumer.endOffsets(List.of(partition)).get(partition);
      if (start == null || end == null) {
        return;
      }
      Map<String, Long> lastOfRevised = new HashMap<>();
      read(
          consumer,
          partition,
          start.offset(),
          end,
          (trace, offset) -> {
            if (trace.getRevisions() > 1 && trace.getProject().equals(wanted.project())) {
              lastOfRevised.put(trace.getTraceId(), offset);
            }
          });
      unreadable +=
          read(
              consumer,
              partition,
              start.offset(),
              end,
              (trace, offset) -> {
                if (trace.getProject().equals(wanted.project())
                    && lastOfRevised.getOrDefault(trace.getTraceId(), offset) > offset) {
                  superseded++;
                } else if (wanted.matches(trace)) {
                  traces++;
                  taker.accept(trace);
                }
              });
    }

    /** Reads one stretch, and says how many records in it are no traces. */
    private long read(
        KafkaConsumer<String, byte[]> consumer,
        TopicPartition partition,
        long start,
        long end,
        Visitor visitor) {
      long undecodable = 0;
      consumer.seek(partition, start);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          if (record.value() != null && record.offset() < end) {
            try {
              visitor.see(codec.decode(record.value()), record.offset());
            } catch (UndecodableException e) {
              undecodable++;
            }
          }
        }
      }
      return undecodable;
    }
  }

  /** Sees traces with where they stand. */
  private interface Visitor {
    void see(Trace trace, long offset);
  }
}
