// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.telltale.alert.evaluate.EvaluateMetrics.Result;
import dev.telltale.alert.evaluate.EvaluateMetrics.Rolling;
import dev.telltale.alert.window.Tally;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.DeliveryOutcome;
import dev.telltale.schemas.alert.Firing;
import dev.telltale.schemas.alert.NoData;
import dev.telltale.schemas.alert.Ok;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.alert.WindowCounts;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalType;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AlertMetersTest {
  private static final SignalKey SIGNAL = new SignalKey("shop", "support", "frustrated");
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<Label> counted = new ArrayList<>();
  private final AlertMeters meters =
      new AlertMeters(registry, this::count, List.of("console", "slack"));

  @Test
  void whatCanBeNamedBeforehandStartsAtZero() {
    assertThat(values())
        .containsOnlyKeys(
            "telltale.alert.evaluations{result=evaluated}",
            "telltale.alert.evaluations{result=stale}",
            "telltale.alert.evaluations{result=unsupported}",
            "telltale.alert.events{transition=fired}",
            "telltale.alert.events{transition=no_data}",
            "telltale.alert.events{transition=recovered}",
            "telltale.alert.events{transition=test}",
            "telltale.channel.off{channel=console}",
            "telltale.channel.off{channel=slack}",
            "telltale.dead.letters{reason=malformed,stage=evaluate}",
            "telltale.dead.letters{reason=no-label,stage=evaluate}",
            "telltale.dead.letters{reason=no-schema-id,stage=evaluate}",
            "telltale.dead.letters{reason=no-value,stage=evaluate}",
            "telltale.dead.letters{reason=other-key,stage=evaluate}",
            "telltale.dead.letters{reason=other-schema,stage=evaluate}",
            "telltale.dead.letters{reason=unknown-schema,stage=evaluate}",
            "telltale.dead.letters{reason=given-up,stage=notify}",
            "telltale.dead.letters{reason=malformed,stage=notify}",
            "telltale.dead.letters{reason=no-schema-id,stage=notify}",
            "telltale.dead.letters{reason=no-value,stage=notify}",
            "telltale.dead.letters{reason=other-schema,stage=notify}",
            "telltale.dead.letters{reason=unknown-schema,stage=notify}",
            "telltale.deliveries{channel=console,outcome=delivered}",
            "telltale.deliveries{channel=console,outcome=digested}",
            "telltale.deliveries{channel=console,outcome=failed}",
            "telltale.deliveries{channel=console,outcome=muted}",
            "telltale.deliveries{channel=console,outcome=switched_off}",
            "telltale.deliveries{channel=slack,outcome=delivered}",
            "telltale.deliveries{channel=slack,outcome=digested}",
            "telltale.deliveries{channel=slack,outcome=failed}",
            "telltale.deliveries{channel=slack,outcome=muted}",
            "telltale.deliveries{channel=slack,outcome=switched_off}");
    assertThat(values().values()).containsOnly(0.0);
  }

  @Test
  void labelsAndVerdictsAddUp() {
    meters.verdict(label().setValue("true").build());
    meters.verdict(label().setValue("false").setOrigin(Origin.BACKFILL).build());
    meters.verdict(label().setOutcome(Outcome.FAILED).setReason("timeout").build());

    assertThat(values())
        .containsEntry(
            "telltale.labels{agent=support,origin=live,project=shop,scope=session,signal=frustrated,value=true,version=4}",
            1.0)
        .containsEntry(
            "telltale.labels{agent=support,origin=backfill,project=shop,scope=session,signal=frustrated,value=false,version=4}",
            1.0)
        .containsEntry(
            "telltale.verdicts{agent=support,outcome=labelled,project=shop,reason=none,signal=frustrated}",
            2.0)
        .containsEntry(
            "telltale.verdicts{agent=support,outcome=failed,project=shop,reason=timeout,signal=frustrated}",
            1.0);
  }

  @Test
  void whoWantsToKnowHearsOfEachLabelThatIsCountedAndOfNoOtherVerdict() {
    Label label = label().setValue("true").build();
    meters.verdict(label().setOutcome(Outcome.FAILED).setReason("timeout").build());
    meters.verdict(label);

    assertThat(counted).containsExactly(label);
  }

  @Test
  void checksOfACascadeAreCountedAndTheirAgreementHasAGaugeOfItsOwn() {
    Tally checks = new Tally();
    for (String agrees : List.of("true", "true", "true", "false")) {
      checks.add(agrees, 0, 1);
    }
    meters.verdict(label().setValue("true").setOfflineValue("true").setCheck(true).build());
    meters.rolling(0, List.of(new Rolling(SIGNAL, true, Duration.ofHours(1), checks.counts())));

    String signal = "agent=support,project=shop,signal=frustrated";
    assertThat(values())
        .containsEntry(
            "telltale.judge.checks{agent=support,agrees=true,project=shop,signal=frustrated}", 1.0)
        .containsEntry(
            "telltale.judge.checks{agent=support,agrees=false,project=shop,signal=frustrated}", 0.0)
        .containsEntry("telltale.judge.agreement{" + signal + ",window=1h}", 0.75)
        .containsKey("telltale.judge.agreement.low{" + signal + ",window=1h}")
        .doesNotContainKey("telltale.signal.true.rate{" + signal + ",window=1h}");
  }

  @Test
  void evaluationsEventsDeliveriesAndDeadLettersAreCounted() {
    meters.evaluation(Result.STALE);
    meters.event(event(Transition.FIRED));
    meters.delivery("slack", DeliveryOutcome.FAILED);
    meters.deadLetter("malformed");
    meters.deadLetter("evaluate", "no-label");

    assertThat(values())
        .containsEntry("telltale.alert.evaluations{result=stale}", 1.0)
        .containsEntry("telltale.alert.events{transition=fired}", 1.0)
        .containsEntry(
            "telltale.alert.firings{agent=support,alert=too-many,project=shop,signal=frustrated}",
            1.0)
        .containsEntry("telltale.deliveries{channel=slack,outcome=failed}", 1.0)
        .containsEntry("telltale.dead.letters{reason=malformed,stage=notify}", 1.0)
        .containsEntry("telltale.dead.letters{reason=no-label,stage=evaluate}", 1.0);
  }

  @Test
  void aWindowIsARateAndAVolume() {
    meters.rolling(0, List.of(rolling(Duration.ofHours(1), "true", "false", "false", "true")));

    assertThat(values())
        .containsEntry(
            "telltale.signal.true.rate{agent=support,project=shop,signal=frustrated,window=1h}",
            0.5)
        .containsEntry(
            "telltale.signal.label.volume{agent=support,project=shop,signal=frustrated,window=1h}",
            4.0)
        .containsEntry(
            "telltale.signal.coverage{agent=support,project=shop,signal=frustrated,window=1h}",
            1.0);
    assertThat(
            value(
                "telltale.signal.interval.low{agent=support,project=shop,signal=frustrated,value=true,window=1h}"))
        .isCloseTo(0.150, within(1e-3));
    assertThat(
            value(
                "telltale.signal.interval.high{agent=support,project=shop,signal=frustrated,value=true,window=1h}"))
        .isCloseTo(0.850, within(1e-3));
  }

  @Test
  void everyValueOfASignalHasItsShare() {
    meters.rolling(0, List.of(rolling(Duration.ofHours(24), "angry", "calm", "calm", "calm")));

    assertThat(values())
        .containsEntry(
            "telltale.signal.value.share{agent=support,project=shop,signal=frustrated,value=angry,window=24h}",
            0.25)
        .containsEntry(
            "telltale.signal.value.share{agent=support,project=shop,signal=frustrated,value=calm,window=24h}",
            0.75);
  }

  @Test
  void aRuleThatNeverFiredIsSeenAtZero() {
    meters.states(0, List.of(rule()), List.of(state(new Ok())));

    assertThat(values())
        .containsEntry(
            "telltale.alert.firings{agent=support,alert=too-many,project=shop,signal=frustrated}",
            0.0);
  }

  @Test
  void anEmptyWindowHasAVolumeOfZeroAndNoRate() {
    meters.rolling(0, List.of(rolling(Duration.ofMinutes(5), "true")));
    meters.rolling(0, List.of(rolling(Duration.ofMinutes(5))));

    assertThat(values())
        .containsEntry(
            "telltale.signal.label.volume{agent=support,project=shop,signal=frustrated,window=5m}",
            0.0);
    assertThat(values().keySet()).noneMatch(name -> name.contains("true.rate"));
  }

  @Test
  void aSignalOfManyValuesHasNoTrueRate() {
    meters.rolling(0, List.of(rolling(Duration.ofSeconds(10), "angry", "calm")));

    assertThat(values().keySet()).noneMatch(name -> name.contains("true.rate"));
    assertThat(values().keySet()).anyMatch(name -> name.contains("window=10s"));
  }

  @Test
  void whatARuleObservedStandsBesideItsThreshold() {
    AlertState observed = AlertState.newBuilder(state(new Ok())).setObserved(0.25).build();
    meters.states(0, List.of(rule()), List.of(observed));

    String rule =
        "{agent=support,alert=too-many,comparison=absolute,metric=true_rate,project=shop,signal=frustrated}";
    assertThat(values())
        .containsEntry("telltale.alert.observed" + rule, 0.25)
        .containsEntry("telltale.alert.threshold" + rule, 0.3);
  }

  @Test
  void aRuleWithoutEnoughLabelsHasAThresholdOnly() {
    meters.states(0, List.of(rule()), List.of(state(new NoData(AT))));

    assertThat(values().keySet())
        .anyMatch(name -> name.startsWith("telltale.alert.threshold"))
        .noneMatch(name -> name.startsWith("telltale.alert.observed"));
  }

  @Test
  void whatVerdictsCostIsCountedBySignalAndAnUnknownCostIsNone() {
    meters.verdict(
        label().setValue("true").setCost(0.5).setInputTokens(90L).setOutputTokens(7L).build());
    meters.verdict(
        label().setOutcome(Outcome.FAILED).setReason("format").setInputTokens(10L).build());

    String signal = "agent=support,%sorigin=live,project=shop,signal=frustrated}";
    assertThat(values())
        .containsEntry("telltale.verdict.cost.usd{" + signal.formatted(""), 0.5)
        .containsEntry("telltale.verdict.tokens{" + signal.formatted("direction=input,"), 100.0)
        .containsEntry("telltale.verdict.tokens{" + signal.formatted("direction=output,"), 7.0);
  }

  @Test
  void aRuleIsInOneState() {
    meters.states(0, List.of(rule()), List.of(state(new Ok())));
    meters.states(0, List.of(rule()), List.of(state(new Firing(AT, true))));

    Map<String, Double> states = values();
    states.keySet().removeIf(name -> !name.startsWith("telltale.alert.state{"));
    assertThat(states).hasSize(6);
    assertThat(states.values().stream().mapToDouble(d -> d).sum()).isEqualTo(1);
    assertThat(states)
        .containsEntry(
            "telltale.alert.state{agent=support,alert=too-many,project=shop,signal=frustrated,state=firing}",
            1.0);
  }

  @Test
  void whatAPartitionToldGoesWithIt() {
    int before = values().size();
    meters.rolling(0, List.of(rolling(Duration.ofHours(1), "true")));
    meters.states(0, List.of(rule()), List.of(state(new Ok())));
    meters.left(0);

    assertThat(values().keySet())
        .hasSize(before + 1)
        .noneMatch(
            name ->
                name.startsWith("telltale.signal")
                    || name.startsWith("telltale.alert.state")
                    || name.startsWith("telltale.alert.observed")
                    || name.startsWith("telltale.alert.threshold"));
  }

  private void count(Label label, Runnable increment) {
    counted.add(label);
    increment.run();
  }

  private Map<String, Double> values() {
    Map<String, Double> values = new TreeMap<>();
    for (Meter meter : registry.getMeters()) {
      String tags =
          meter.getId().getTags().stream()
              .sorted()
              .map((Tag tag) -> tag.getKey() + "=" + tag.getValue())
              .collect(Collectors.joining(","));
      meter
          .measure()
          .forEach(
              measurement ->
                  values.put(meter.getId().getName() + "{" + tags + "}", measurement.getValue()));
    }
    return values;
  }

  private static Rolling rolling(Duration window, String... values) {
    Tally tally = new Tally();
    for (String value : values) {
      tally.add(value, 0, 1);
    }
    return new Rolling(SIGNAL, false, window, tally.counts());
  }

  private double value(String name) {
    return Objects.requireNonNull(values().get(name), name);
  }

  private static AlertRule rule() {
    return AlertRule.newBuilder()
        .setProject("shop")
        .setAgent("support")
        .setSignal("frustrated")
        .setAlert("too-many")
        .setName("Too many")
        .setRevision(1)
        .setMetric(AlertMetric.TRUE_RATE)
        .setComparison(Comparison.ABSOLUTE)
        .setOperator(Operator.AT_OR_ABOVE)
        .setThreshold(0.3)
        .setWindowMs(60_000)
        .setCreatedAt(AT)
        .setUpdatedAt(AT)
        .build();
  }

  private static AlertEvent event(Transition transition) {
    return AlertEvent.newBuilder()
        .setEventId("e")
        .setRule(rule())
        .setTransition(transition)
        .setWindow(new WindowCounts(AT, AT, 0L, 0L, 0L, List.of(), ""))
        .setTriggeredAt(AT)
        .build();
  }

  private static AlertState state(Object state) {
    return AlertState.newBuilder()
        .setProject("shop")
        .setAgent("support")
        .setSignal("frustrated")
        .setAlert("too-many")
        .setRevision(1)
        .setState(state)
        .setEvaluatedAt(AT)
        .build();
  }

  private static Label.Builder label() {
    return Label.newBuilder()
        .setLabelId("l")
        .setProject("shop")
        .setAgent("support")
        .setSignal("frustrated")
        .setVersion(4)
        .setType(SignalType.BINARY)
        .setScope(SignalScope.SESSION)
        .setTargetId("t")
        .setRevision(1)
        .setTargetStart(AT)
        .setTargetEnd(AT)
        .setOrigin(Origin.LIVE)
        .setOutcome(Outcome.LABELLED)
        .setDecidedAt(AT);
  }
}
