// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.alert.rule.PipelineRule;
import dev.telltale.alert.rule.RuleBook;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.topic.Ticks;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Labels in; states and events of rules out, and ticks back to the labels where they have stopped.
 * A rule is evaluated where its signal's labels are.
 *
 * <p>States, events and counts are written in one transaction under {@code exactly_once_v2}.
 */
public final class EvaluateTopology implements Supplier<Topology> {
  static final String PANES = "panes";
  static final String HOURS = "hours";
  static final String SHOWN = "shown";
  static final String VERDICTS = "verdicts";
  static final String STATES = "states";
  static final String CLOCK = "clock";
  static final String OUTAGES = "outages";
  static final String CHARTED = "charted";
  static final String STATES_OUT = "states-out";
  static final String EVENTS_OUT = "events-out";
  static final String TICKS_OUT = "ticks-out";
  private static final String LABELS_IN = "labels-in";
  private static final String EVALUATE = "evaluate";
  private static final Duration ONE_HOUR = Duration.ofHours(1);

  private static final StreamPartitioner<String, Object> TO_ITS_PARTITION =
      (topic, key, value, partitions) -> Optional.of(Set.of(Ticks.partition(key).orElseThrow()));

  private final KafkaConnection kafka;
  private final TopicSerdes serdes;
  private final RuleBook rules;
  private final PipelineRule pipeline;
  private final Schedule schedule;
  private final InstantSource time;
  private final EvaluateMetrics metrics;

  /**
   * Makes a topology.
   *
   * @param kafka names the topics
   * @param rules knows the partitions of {@code labels}
   * @param pipeline tells whom when windows are evaluated too late
   * @param time the wall clock: for silence and staleness, never for windows
   */
  public EvaluateTopology(
      KafkaConnection kafka,
      TopicSerdes serdes,
      RuleBook rules,
      PipelineRule pipeline,
      Schedule schedule,
      InstantSource time,
      EvaluateMetrics metrics) {
    this.kafka = kafka;
    this.serdes = serdes;
    this.rules = rules;
    this.pipeline = pipeline;
    this.schedule = schedule;
    this.time = time;
    this.metrics = metrics;
  }

  @Override
  public Topology get() {
    Serde<String> text = Serdes.String();
    String labels = kafka.name(Topics.LABELS);
    return new Topology()
        .addSource(
            LABELS_IN, text.deserializer(), serdes.value(Topics.LABELS).deserializer(), labels)
        .addProcessor(
            EVALUATE,
            () -> new EvaluateProcessor(rules, pipeline, schedule, time, metrics),
            LABELS_IN)
        .addStateStore(panes(PANES, schedule.interval()), EVALUATE)
        .addStateStore(panes(HOURS, ONE_HOUR), EVALUATE)
        .addStateStore(shown(), EVALUATE)
        .addStateStore(verdicts(), EVALUATE)
        .addStateStore(states(), EVALUATE)
        .addStateStore(times(CLOCK), EVALUATE)
        .addStateStore(outages(), EVALUATE)
        .addStateStore(times(CHARTED), EVALUATE)
        .addSink(
            STATES_OUT,
            kafka.name(Topics.ALERT_STATES),
            text.serializer(),
            serdes.value(Topics.ALERT_STATES).serializer(),
            EVALUATE)
        .addSink(
            EVENTS_OUT,
            kafka.name(Topics.ALERT_EVENTS),
            text.serializer(),
            serdes.value(Topics.ALERT_EVENTS).serializer(),
            EVALUATE)
        .addSink(
            TICKS_OUT,
            labels,
            text.serializer(),
            serdes.value(Topics.LABELS).serializer(),
            TO_ITS_PARTITION,
            EVALUATE);
  }

  private StoreBuilder<WindowStore<String, Pane>> panes(String name, Duration width) {
    return Stores.windowStoreBuilder(
            Stores.persistentWindowStore(name, LabelFold.PANES_KEPT.plus(ONE_HOUR), width, false),
            Serdes.String(),
            serdes.store(name, Pane.class))
        .withCachingEnabled();
  }

  private StoreBuilder<WindowStore<String, ShownTarget>> shown() {
    return Stores.windowStoreBuilder(
        Stores.persistentWindowStore(
            SHOWN, LabelFold.PANES_KEPT.plus(ONE_HOUR), schedule.interval(), false),
        Serdes.String(),
        serdes.store(SHOWN, ShownTarget.class));
  }

  private StoreBuilder<WindowStore<String, CountedVerdict>> verdicts() {
    return Stores.windowStoreBuilder(
        Stores.persistentWindowStore(
            VERDICTS, LabelFold.VERDICTS_KEPT, Duration.ofMillis(1), false),
        Serdes.String(),
        serdes.store(VERDICTS, CountedVerdict.class));
  }

  private StoreBuilder<?> states() {
    return Stores.keyValueStoreBuilder(
        Stores.inMemoryKeyValueStore(STATES),
        Serdes.String(),
        serdes.store(STATES, AlertState.class));
  }

  private StoreBuilder<?> outages() {
    return Stores.keyValueStoreBuilder(
        Stores.inMemoryKeyValueStore(OUTAGES),
        Serdes.String(),
        serdes.store(OUTAGES, Outage.class));
  }

  private static StoreBuilder<?> times(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.Long())
        .withCachingEnabled();
  }
}
