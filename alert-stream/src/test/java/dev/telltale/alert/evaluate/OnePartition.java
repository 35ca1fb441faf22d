// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.alert.rule.PipelineRule;
import dev.telltale.alert.rule.RuleBook;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.kafka.CompactedView.Snapshot;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.topic.Outages;
import dev.telltale.schemas.topic.Ticks;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.test.TestRecord;

/**
 * The topology on one partition of labels. The broker's clock and the wall clock are the same here
 * unless a test sets them apart; both only move when a test moves them.
 */
final class OnePartition implements AutoCloseable {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  static final Schedule EVERY_MINUTE =
      new Schedule(Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ofMinutes(5));
  private static final KafkaConnection KAFKA = new KafkaConnection("none:1", "t.", Map.of());

  final RecordingMetrics metrics = new RecordingMetrics();

  private final Map<String, AlertState> states = new LinkedHashMap<>();

  /** Every record on the topic of states of the rules; deletions as null. */
  final List<AlertState> statesWritten = new ArrayList<>();

  /** All that was ever appended to the labels, in their order; ticks too. */
  final List<TestRecord<String, Label>> log = new ArrayList<>();

  private final List<AlertEvent> pipelineEvents = new ArrayList<>();

  private final Map<AlertId, AlertRule> rules = new HashMap<>();
  private final TopologyTestDriver driver;
  private final TestInputTopic<String, Label> labels;
  private final TestOutputTopic<String, AlertEvent> events;
  private final TestOutputTopic<String, AlertState> stateRecords;
  private final TestOutputTopic<String, Label> ticks;
  private Instant now;
  private long rulesOffset;
  private int ticksSent;

  OnePartition() {
    this(EVERY_MINUTE, START);
  }

  OnePartition(Schedule schedule, Instant start) {
    now = start;
    TopicSerdes serdes = new TopicSerdes(new InMemorySchemaRegistry(), KAFKA.topicPrefix());
    InstantSource time = () -> now;
    RuleBook book =
        new RuleBook(() -> new Snapshot<>(Map.copyOf(rules), rulesOffset, Instant.EPOCH, 0), 1);
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test-" + UUID.randomUUID());
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    // Not the default, a folder that all users of a machine would share.
    properties.put(StreamsConfig.STATE_DIR_CONFIG, "target/streams-state");
    driver =
        new TopologyTestDriver(
            new EvaluateTopology(
                    KAFKA, serdes, book, PipelineRule.defaults(), schedule, time, metrics)
                .get(),
            properties,
            start);
    labels =
        driver.createInputTopic(
            KAFKA.name(Topics.LABELS),
            new StringSerializer(),
            serdes.value(Topics.LABELS).serializer());
    events =
        driver.createOutputTopic(
            KAFKA.name(Topics.ALERT_EVENTS),
            new StringDeserializer(),
            serdes.value(Topics.ALERT_EVENTS).deserializer());
    stateRecords =
        driver.createOutputTopic(
            KAFKA.name(Topics.ALERT_STATES),
            new StringDeserializer(),
            serdes.value(Topics.ALERT_STATES).deserializer());
    ticks =
        driver.createOutputTopic(
            KAFKA.name(Topics.LABELS),
            new StringDeserializer(),
            serdes.value(Topics.LABELS).deserializer());
  }

  Instant now() {
    return now;
  }

  void put(AlertRule rule) {
    rules.put(AlertId.of(rule), rule);
    rulesOffset++;
  }

  void remove(AlertRule rule) {
    rules.remove(AlertId.of(rule));
    rulesOffset++;
  }

  /** Appends a label now. */
  void append(Label label) {
    appendAt(now, label);
  }

  /** Appends labels of targets prefix0, prefix1 and so on, now. */
  void appendAll(String prefix, int count, boolean value) {
    for (int i = 0; i < count; i++) {
      append(Some.label(prefix + i, value));
    }
  }

  /** Appends a label with a broker's time of its own. */
  void appendAt(Instant logTime, Label label) {
    append(new TestRecord<>(Some.SIGNAL.text(), label, logTime));
  }

  void append(TestRecord<String, Label> record) {
    log.add(record);
    labels.pipeInput(record);
  }

  /** Appends a tick with a broker's time of its own. */
  void tickAt(Instant logTime) {
    TestRecord<String, Label> tick = new TestRecord<>(Ticks.key(0), null, logTime);
    tick.headers().add(Ticks.HEADER, new byte[0]);
    append(tick);
  }

  /** Appends the sign that a judge of the signal is out of reach. */
  void outageAt(Instant logTime) {
    TestRecord<String, Label> mark = new TestRecord<>(Some.SIGNAL.text(), null, logTime);
    mark.headers().add(Outages.HEADER, Outages.value("acme"));
    append(mark);
  }

  /** Lets time pass by half seconds, in which the topology looks for silence. */
  void pass(Duration time) {
    pass(time, Duration.ofMillis(500));
  }

  /** Lets time pass by steps. */
  void pass(Duration time, Duration step) {
    Instant until = now.plus(time);
    while (now.isBefore(until)) {
      now = now.plus(step);
      driver.advanceWallClockTime(step);
      List<TestRecord<String, Label>> sent = ticks.readRecordsToList();
      ticksSent += sent.size();
      log.addAll(sent);
    }
  }

  /** Lets time pass while the evaluator is away or asleep. */
  void sleep(Duration time) {
    now = now.plus(time);
  }

  /** The events of the rules since the last call. */
  List<AlertEvent> events() {
    List<AlertEvent> all = new ArrayList<>(events.readValuesToList());
    all.stream().filter(OnePartition::isOfPipeline).forEach(pipelineEvents::add);
    all.removeIf(OnePartition::isOfPipeline);
    return all;
  }

  /** The events of the pipeline's own alert since the last call. */
  List<AlertEvent> pipelineEvents() {
    List<AlertEvent> others = events();
    assertThat(others).isEmpty();
    List<AlertEvent> all = List.copyOf(pipelineEvents);
    pipelineEvents.clear();
    return all;
  }

  private static boolean isOfPipeline(AlertEvent event) {
    return event.getRule().getAgent().equals("_telltale");
  }

  /** The one event since the last call. */
  AlertEvent onlyEvent() {
    List<AlertEvent> all = events();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  /** The ticks since the last call. */
  int ticks() {
    int sent = ticksSent;
    ticksSent = 0;
    return sent;
  }

  /** The state of a rule as the topic has it. */
  AlertState state(AlertRule rule) {
    readStates();
    return Objects.requireNonNull(states.get(AlertId.of(rule).text()), "the rule has no state");
  }

  /** Whether the topic has a state of the rule. */
  boolean hasState(AlertRule rule) {
    readStates();
    return states.containsKey(AlertId.of(rule).text());
  }

  private void readStates() {
    stateRecords
        .readRecordsToList()
        .forEach(
            record -> {
              if (!record.key().contains("/_telltale/")) {
                statesWritten.add(record.value());
              }
              if (record.value() == null) {
                states.remove(record.key());
              } else {
                states.put(record.key(), record.value());
              }
            });
  }

  /** Starts with what another instance has in its stores, as after reading its changelogs. */
  void restoreFrom(OnePartition other) {
    for (String store :
        List.of(
            EvaluateTopology.STATES,
            EvaluateTopology.CLOCK,
            EvaluateTopology.OUTAGES,
            EvaluateTopology.CHARTED)) {
      KeyValueStore<Object, Object> to = driver.getKeyValueStore(store);
      try (var all = other.driver.<Object, Object>getKeyValueStore(store).all()) {
        all.forEachRemaining(entry -> to.put(entry.key, entry.value));
      }
    }
    for (String store :
        List.of(
            EvaluateTopology.PANES,
            EvaluateTopology.HOURS,
            EvaluateTopology.SHOWN,
            EvaluateTopology.VERDICTS)) {
      WindowStore<Object, Object> to = driver.getWindowStore(store);
      try (var all = other.driver.<Object, Object>getWindowStore(store).all()) {
        all.forEachRemaining(
            entry -> to.put(entry.key.key(), entry.value, entry.key.window().start()));
      }
    }
    now = other.now;
    log.addAll(other.log);
    rules.putAll(other.rules);
    rulesOffset++;
  }

  @Override
  public void close() {
    driver.close();
  }
}
