// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import dev.telltale.alert.evaluate.EvaluateMetrics;
import dev.telltale.alert.evaluate.UnusableLabelException;
import dev.telltale.alert.notify.NotifyMetrics;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.DeliveryOutcome;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.serde.UndecodableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The meters of the alert stream. Prometheus shows their names with underscores, counters with
 * {@code _total} at the end. What can be named beforehand exists from the start, at 0.
 */
final class AlertMeters implements EvaluateMetrics, NotifyMetrics {
  static final String LABELS = "telltale.labels";
  static final String CHECKS = "telltale.judge.checks";
  static final String VERDICTS = "telltale.verdicts";
  static final String COST = "telltale.verdict.cost.usd";
  static final String TOKENS = "telltale.verdict.tokens";
  static final String EVALUATIONS = "telltale.alert.evaluations";
  static final String EVENTS = "telltale.alert.events";
  static final String DELIVERIES = "telltale.deliveries";
  static final String DEAD_LETTERS = "telltale.dead.letters";
  static final String CHANNEL_OFF = "telltale.channel.off";
  static final String FIRINGS = "telltale.alert.firings";

  private static final String NOTIFY = "notify";

  private final MeterRegistry registry;
  private final LabelCounting counting;
  private final Map<Integer, PartitionGauges> gauges = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> channelsOff = new ConcurrentHashMap<>();

  AlertMeters(MeterRegistry registry, LabelCounting counting, List<String> notifiers) {
    this.registry = registry;
    this.counting = counting;
    for (String reason : UndecodableException.REASONS) {
      deadLetters("evaluate", reason);
      deadLetters(NOTIFY, reason);
    }
    for (String reason : UnusableLabelException.REASONS) {
      deadLetters("evaluate", reason);
    }
    List.of("no-value", "given-up").forEach(reason -> deadLetters(NOTIFY, reason));
    for (Result result : Result.values()) {
      registry.counter(EVALUATIONS, "result", word(result));
    }
    for (Transition transition : Transition.values()) {
      registry.counter(EVENTS, "transition", word(transition));
    }
    for (String notifier : notifiers) {
      AtomicInteger off = new AtomicInteger();
      channelsOff.put(notifier, off);
      Gauge.builder(CHANNEL_OFF, off, AtomicInteger::get)
          .tag("channel", notifier)
          .description("channels of that kind that are switched off")
          .register(registry);
      for (DeliveryOutcome outcome : DeliveryOutcome.values()) {
        registry.counter(DELIVERIES, "channel", notifier, "outcome", word(outcome));
      }
    }
  }

  @Override
  public void verdict(Label label) {
    Tags signal = signal(label.getProject(), label.getAgent(), label.getSignal());
    registry
        .counter(
            VERDICTS,
            signal.and(
                "outcome", word(label.getOutcome()), "reason", label.getReason().orElse("none")))
        .increment();
    used(label, signal.and("origin", word(label.getOrigin())));
    if (label.getOutcome() == Outcome.LABELLED) {
      Counter labels =
          registry.counter(
              LABELS,
              signal.and(
                  "version",
                  Integer.toString(label.getVersion()),
                  "scope",
                  word(label.getScope()),
                  "value",
                  label.getValue().orElse("none"),
                  "origin",
                  word(label.getOrigin())));
      counting.count(label, labels::increment);
      if (label.getCheck()) {
        // Both are there from the first check on: a share needs the other one too.
        boolean agrees = label.getValue().equals(label.getOfflineValue());
        registry.counter(CHECKS, signal.and("agrees", Boolean.toString(!agrees)));
        registry.counter(CHECKS, signal.and("agrees", Boolean.toString(agrees))).increment();
      }
    }
  }

  /** Only of judges that tell: an unknown cost is none, not zero. */
  private void used(Label label, Tags signal) {
    label.getCost().ifPresent(cost -> registry.counter(COST, signal).increment(cost));
    label.getInputTokens().ifPresent(tokens -> tokens(signal, "input", tokens));
    label.getOutputTokens().ifPresent(tokens -> tokens(signal, "output", tokens));
  }

  private void tokens(Tags signal, String direction, long tokens) {
    registry.counter(TOKENS, signal.and("direction", direction)).increment((double) tokens);
  }

  @Override
  public void evaluation(Result result) {
    registry.counter(EVALUATIONS, "result", word(result)).increment();
  }

  @Override
  public void event(AlertEvent event) {
    registry.counter(EVENTS, "transition", word(event.getTransition())).increment();
    if (event.getTransition() == Transition.FIRED) {
      AlertRule rule = event.getRule();
      Tags signal = signal(rule.getProject(), rule.getAgent(), rule.getSignal());
      firings(signal.and("alert", rule.getAlert())).increment();
    }
  }

  @Override
  public void delivery(String notifier, DeliveryOutcome outcome) {
    registry.counter(DELIVERIES, "channel", notifier, "outcome", word(outcome)).increment();
  }

  @Override
  public void channelsOff(String notifier, int channels) {
    AtomicInteger off = channelsOff.get(notifier);
    if (off != null) {
      off.set(channels);
    }
  }

  @Override
  public void deadLetter(String reason) {
    deadLetter(NOTIFY, reason);
  }

  void deadLetter(String stage, String reason) {
    deadLetters(stage, reason).increment();
  }

  private Counter deadLetters(String stage, String reason) {
    return registry.counter(DEAD_LETTERS, "stage", stage, "reason", reason);
  }

  @Override
  public void rolling(int partition, Collection<Rolling> windows) {
    of(partition).rolling(windows);
  }

  @Override
  public void states(int partition, Collection<AlertRule> rules, Collection<AlertState> states) {
    states.forEach(state -> firings(alert(state)));
    of(partition).states(rules, states);
  }

  @Override
  public void left(int partition) {
    PartitionGauges left = gauges.get(partition);
    if (left != null) {
      left.rolling(List.of());
      left.states(List.of(), List.of());
    }
  }

  private PartitionGauges of(int partition) {
    return gauges.computeIfAbsent(partition, p -> new PartitionGauges(registry));
  }

  /** Made with the first state, so that a rule that never fired is seen at 0. */
  private Counter firings(Tags alert) {
    return registry.counter(FIRINGS, alert);
  }

  static Tags alert(AlertState state) {
    return signal(state.getProject(), state.getAgent(), state.getSignal())
        .and("alert", state.getAlert());
  }

  static Tags signal(String project, String agent, String signal) {
    return Tags.of("project", project, "agent", agent, "signal", signal);
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
