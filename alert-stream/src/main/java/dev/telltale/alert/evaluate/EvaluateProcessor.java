// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.alert.rule.PipelineRule;
import dev.telltale.alert.rule.RuleBook;
import dev.telltale.schemas.label.Label;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Gives a partition of labels to its evaluator, which lives as long as the task. */
final class EvaluateProcessor implements Processor<String, Label, String, Object> {
  private static final Duration LOOK_FOR_SILENCE_EVERY = Duration.ofMillis(500);

  private final RuleBook rules;
  private final PipelineRule pipeline;
  private final Schedule schedule;
  private final InstantSource time;
  private final EvaluateMetrics metrics;
  private @Nullable PartitionEvaluator partition;

  EvaluateProcessor(
      RuleBook rules,
      PipelineRule pipeline,
      Schedule schedule,
      InstantSource time,
      EvaluateMetrics metrics) {
    this.rules = rules;
    this.pipeline = pipeline;
    this.schedule = schedule;
    this.time = time;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    PartitionEvaluator evaluator =
        new PartitionEvaluator(context, rules, pipeline, schedule, time, metrics);
    context.schedule(
        LOOK_FOR_SILENCE_EVERY,
        PunctuationType.WALL_CLOCK_TIME,
        wallClock -> evaluator.tickIfSilent());
    partition = evaluator;
  }

  @Override
  public void process(Record<String, Label> record) {
    Objects.requireNonNull(partition, "init comes first").read(record);
  }

  @Override
  public void close() {
    if (partition != null) {
      partition.leave();
    }
  }
}
