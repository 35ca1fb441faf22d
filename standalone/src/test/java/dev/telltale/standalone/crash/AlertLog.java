// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.crash;

import dev.telltale.alert.rule.RuleBook;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Delivery;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.alert.WindowCounts;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** What is written for a process of alerts to read, and what it wrote. */
final class AlertLog {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final String EVALUATOR = "alerts";

  private final KafkaConnection kafka;
  private final TopicSerdes serdes;
  private int written;

  AlertLog(KafkaConnection kafka, TopicSerdes serdes) {
    this.kafka = kafka;
    this.serdes = serdes;
  }

  /** Writes rules; they stand when it returns. */
  void writeRules(List<AlertRule> rules) throws Exception {
    write(Topics.ALERT_RULES, rules, rule -> AlertId.of(rule).text());
  }

  /**
   * Writes new events of many alerts for one channel, as an evaluator does; returns their ids when
   * they stand.
   */
  List<String> writeEvents(int count, Channel channel) throws Exception {
    List<AlertEvent> events =
        IntStream.range(written, written + count).mapToObj(i -> event(i, channel)).toList();
    written += count;
    write(Topics.ALERT_EVENTS, events, event -> AlertId.of(event.getRule()).text());
    return events.stream().map(AlertEvent::getEventId).toList();
  }

  /** All events that stand now. */
  List<AlertEvent> events() {
    List<AlertEvent> events = new ArrayList<>();
    AvroCodec<AlertEvent> codec = serdes.codec(Topics.ALERT_EVENTS);
    read(Topics.ALERT_EVENTS, Map.of(), record -> events.add(codec.decode(record.value())));
    return events;
  }

  /** All deliveries that stand now. */
  List<Delivery> deliveries() {
    List<Delivery> deliveries = new ArrayList<>();
    AvroCodec<Delivery> codec = serdes.codec(Topics.DELIVERIES);
    read(Topics.DELIVERIES, Map.of(), record -> deliveries.add(codec.decode(record.value())));
    return deliveries;
  }

  /** Where each rule stands, by its id. */
  Map<String, AlertState> states() {
    Map<String, AlertState> states = new HashMap<>();
    AvroCodec<AlertState> codec = serdes.codec(Topics.ALERT_STATES);
    read(
        Topics.ALERT_STATES,
        Map.of(),
        record -> {
          if (record.value() == null) {
            states.remove(record.key());
          } else {
            states.put(record.key(), codec.decode(record.value()));
          }
        });
    return states;
  }

  /** What an evaluator that never died would have made of all labels and ticks that were read. */
  List<RuleOracle> expected(List<AlertRule> rules) {
    Map<TopicPartition, Long> read = offsetsRead();
    Map<TopicPartition, RuleOracle> oracles = new HashMap<>();
    for (TopicPartition partition : read.keySet()) {
      oracles.put(
          partition,
          new RuleOracle(
              rules.stream().filter(rule -> isIn(rule, partition, read.size())).toList()));
    }
    AvroCodec<Label> codec = serdes.codec(Topics.LABELS);
    read(
        Topics.LABELS,
        read,
        record ->
            Optional.ofNullable(oracles.get(new TopicPartition(record.topic(), record.partition())))
                .orElseThrow()
                .read(record.timestamp(), Optional.ofNullable(record.value()).map(codec::decode)));
    return List.copyOf(oracles.values());
  }

  /** Whether the evaluator has read the rules' partitions up to a record of that time. */
  boolean isReadUntil(Instant time, List<AlertRule> rules) {
    Set<Integer> reached = new HashSet<>();
    Map<TopicPartition, Long> read = offsetsRead();
    read(
        Topics.LABELS,
        read,
        record -> {
          if (record.timestamp() >= time.toEpochMilli()) {
            reached.add(record.partition());
          }
        });
    return rules.stream()
        .map(rule -> RuleBook.partition(AlertId.of(rule).signal(), read.size()))
        .allMatch(reached::contains);
  }

  private static boolean isIn(AlertRule rule, TopicPartition partition, int partitions) {
    return RuleBook.partition(AlertId.of(rule).signal(), partitions) == partition.partition();
  }

  /** By partition of labels, what comes next for the evaluator. */
  private Map<TopicPartition, Long> offsetsRead() {
    try (KafkaConsumer<String, byte[]> group = new KafkaConsumer<>(kafka.consumer(EVALUATOR))) {
      Map<TopicPartition, Long> next = new HashMap<>();
      Set<TopicPartition> partitions = partitions(group, Topics.LABELS);
      group
          .committed(partitions)
          .forEach((at, offset) -> next.put(at, offset == null ? 0 : offset.offset()));
      return next;
    }
  }

  /** Reads what is committed, to its end or until some other place. */
  private void read(
      Topic<?, ?> topic,
      Map<TopicPartition, Long> until,
      Consumer<ConsumerRecord<String, byte[]>> take) {
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(kafka.consumer())) {
      Set<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
      ends.putAll(until);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          TopicPartition partition = new TopicPartition(record.topic(), record.partition());
          if (record.offset() < ends.getOrDefault(partition, 0L)) {
            take.accept(record);
          }
        }
      }
    }
  }

  private Set<TopicPartition> partitions(
      KafkaConsumer<String, byte[]> consumer, Topic<?, ?> topic) {
    return consumer.partitionsFor(kafka.name(topic)).stream()
        .map(p -> new TopicPartition(p.topic(), p.partition()))
        .collect(Collectors.toSet());
  }

  private <V extends SpecificRecord> void write(
      Topic<?, V> topic, List<V> values, Function<V, String> key) throws Exception {
    AvroCodec<V> codec = serdes.codec(topic);
    List<Future<?>> sent = new ArrayList<>();
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.producer())) {
      for (V value : values) {
        sent.add(
            producer.send(
                new ProducerRecord<>(kafka.name(topic), key.apply(value), codec.encode(value))));
      }
      for (Future<?> one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(topic.name() + " cannot be written: " + e.getCause(), e);
    }
  }

  private static AlertEvent event(int number, Channel channel) {
    Instant now = Instant.now();
    AlertRule rule =
        AlertRule.newBuilder()
            .setProject("default")
            .setAgent("support")
            .setSignal("frustrated")
            .setAlert("alert-" + number % 50)
            .setName("Frustrated users")
            .setRevision(1)
            .setMetric(AlertMetric.TRUE_RATE)
            .setComparison(Comparison.ABSOLUTE)
            .setOperator(Operator.AT_OR_ABOVE)
            .setThreshold(0.3)
            .setWindowMs(Duration.ofHours(1).toMillis())
            .setChannels(List.of(channel))
            .setCreatedAt(now)
            .setUpdatedAt(now)
            .build();
    return AlertEvent.newBuilder()
        .setEventId("%032x".formatted(number + 1))
        .setRule(rule)
        .setTransition(Transition.FIRED)
        .setObserved(0.42)
        .setWindow(
            WindowCounts.newBuilder()
                .setFrom(now.minusSeconds(3_600))
                .setTo(now)
                .setLabels(50)
                .setMatching(21)
                .setVerdicts(50)
                .build())
        .setTriggeredAt(now)
        .build();
  }
}
