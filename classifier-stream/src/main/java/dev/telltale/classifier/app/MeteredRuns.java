// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import dev.telltale.classifier.revisit.RunMetrics;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.run.RunState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** The meters of runs under {@code telltale_run_…}; all of them exist at 0. */
final class MeteredRuns implements RunMetrics {
  private static final String TAKEN = "telltale.run.taken";
  private static final String ENDED = "telltale.run.ended";
  private static final String QUESTIONS = "telltale.run.questions";
  private static final String OPEN = "telltale.run.questions.open";
  private static final String RESTARTS = "telltale.run.restarts";
  private static final List<RunState> ENDS =
      List.of(RunState.COMPLETED, RunState.CANCELLED, RunState.FAILED);

  private final MeterRegistry registry;
  private final Map<RunKind, AtomicInteger> open = new EnumMap<>(RunKind.class);

  MeteredRuns(MeterRegistry registry) {
    this.registry = registry;
    for (RunKind kind : RunKind.values()) {
      registry.counter(TAKEN, "kind", word(kind));
      registry.counter(QUESTIONS, "kind", word(kind));
      ENDS.forEach(state -> registry.counter(ENDED, "kind", word(kind), "state", word(state)));
    }
    registry.counter(RESTARTS);
    for (RunKind kind : RunKind.values()) {
      AtomicInteger count = new AtomicInteger();
      open.put(kind, count);
      registry.gauge(OPEN, Tags.of("kind", word(kind)), count);
    }
  }

  @Override
  public void taken(RunKind kind) {
    registry.counter(TAKEN, "kind", word(kind)).increment();
  }

  @Override
  public void asked(RunKind kind, int questions) {
    registry.counter(QUESTIONS, "kind", word(kind)).increment(questions);
  }

  @Override
  public void open(RunKind kind, int more) {
    Objects.requireNonNull(open.get(kind)).addAndGet(more);
  }

  @Override
  public void ended(RunKind kind, RunState state) {
    registry.counter(ENDED, "kind", word(kind), "state", word(state)).increment();
  }

  @Override
  public void restarted() {
    registry.counter(RESTARTS).increment();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
