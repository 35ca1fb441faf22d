// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.telltale.control.manifest.Place;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalState;
import dev.telltale.schemas.signal.SignalStateChange;
import dev.telltale.schemas.signal.SignalType;
import dev.telltale.schemas.signal.SignalVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DefinitionLogTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Place PLACE = new Place("m.yaml", 1, Map.of());

  private final InMemoryTopics topics = new InMemoryTopics();
  private final AtomicInteger deaths = new AtomicInteger();
  private DefinitionLog log;

  @BeforeEach
  void start() {
    topics.time(() -> NOON);
    log = topics.log(deaths::incrementAndGet);
    log.start();
  }

  @Test
  void whatIsWrittenIsReadBack() {
    write(log, "one");

    assertThat(names(log)).containsExactly("one");
    assertThat(log.current().alertsOf("default")).hasSize(1);
    assertThat(log.isHealthy()).isTrue();
  }

  @Test
  void aRestartReadsEverythingThatWasCommitted() {
    write(log, "one");
    log.close();

    DefinitionLog next = topics.startedLog();

    assertThat(names(next)).containsExactly("one");
  }

  @Test
  void nothingIsAcceptedBeforeTheEndWasRead() {
    topics.readable(false);
    DefinitionLog next = topics.log(() -> {});

    assertThatThrownBy(next::start)
        .isInstanceOf(DefinitionLogException.class)
        .hasMessage("definitions cannot be read from Kafka at nowhere:1 within 1 s");
  }

  @Test
  void aSecondControlPlaneEndsTheFirst() {
    DefinitionLog second = topics.startedLog();

    assertThatThrownBy(() -> write(log, "one")).isInstanceOf(DefinitionLogException.class);

    assertThat(log.isHealthy()).isFalse();
    await().until(() -> deaths.get() == 1);
    assertThat(topics.committed()).isEmpty();
    write(second, "two");
    assertThat(names(second)).containsExactly("two");
    assertThatThrownBy(() -> write(log, "one"))
        .hasMessage("definitions: this control plane writes no more");
    assertThat(deaths).hasValue(1);
  }

  @Test
  void anOldEpochIsTakenForASecondControlPlane() {
    topics.producer().sendException = new InvalidProducerEpochException("old epoch");

    assertThatThrownBy(() -> write(log, "one")).isInstanceOf(DefinitionLogException.class);

    assertThat(log.isHealthy()).isFalse();
  }

  @Test
  void anAbortedTransactionLeavesNothingAndTheNextOneWorks() {
    topics.producer().sendException = new KafkaException("disk full");
    assertThatThrownBy(() -> write(log, "one"))
        .hasMessage("definitions could not be written: disk full");
    assertThat(topics.producer().transactionAborted()).isTrue();
    topics.producer().sendException = null;

    write(log, "two");

    assertThat(names(log)).containsExactly("two");
    assertThat(log.isHealthy()).isTrue();
  }

  @Test
  void aCommitThatFailsIsAborted() {
    topics.producer().commitTransactionException = new KafkaException("one of the sends failed");

    assertThatThrownBy(() -> write(log, "one")).isInstanceOf(DefinitionLogException.class);

    assertThat(topics.producer().transactionAborted()).isTrue();
    assertThat(log.isHealthy()).isTrue();
    assertThat(topics.committed()).isEmpty();
  }

  @Test
  void aCommitThatNobodyCanTellTheEndOfEndsTheControlPlane() {
    topics.producer().commitTransactionException = new TimeoutException("no answer");

    assertThatThrownBy(() -> write(log, "one"))
        .isInstanceOf(DefinitionLogException.class)
        .hasMessage("definitions may or may not be written: look before you change more");

    assertThat(topics.producer().transactionAborted()).isFalse();
    assertThat(log.isHealthy()).isFalse();
  }

  @Test
  void anAbortThatFailsEndsTheControlPlane() {
    topics.producer().sendException = new KafkaException("disk full");
    topics.producer().abortTransactionException = new KafkaException("no answer");

    assertThatThrownBy(() -> write(log, "one"))
        .hasMessage("definitions could not be written: disk full");

    assertThat(log.isHealthy()).isFalse();
  }

  @Test
  void whatWouldStandInTheLogTooLateIsNotCommitted() {
    topics.time(() -> NOON.plusMillis(5_001));

    assertThatThrownBy(() -> write(log, "one"))
        .hasMessage("definitions could not be written: Kafka took longer than 5 s");

    assertThat(topics.committed()).isEmpty();
    assertThat(topics.producer().transactionAborted()).isTrue();
    assertThat(log.isHealthy()).isTrue();
  }

  @Test
  void anIdThatKafkaForgotIsTakenAgain() {
    topics.producer().sendException = new InvalidPidMappingException("expired");
    topics.taken(false);

    write(log, "one");

    assertThat(names(log)).containsExactly("one");
    assertThat(log.isHealthy()).isTrue();
  }

  @Test
  void anIdThatSomebodyElseHasByNowIsNotTakenAgain() {
    topics.producer().sendException = new InvalidPidMappingException("expired");
    topics.taken(true);

    assertThatThrownBy(() -> write(log, "one")).isInstanceOf(DefinitionLogException.class);

    assertThat(log.isHealthy()).isFalse();
    assertThat(topics.committed()).isEmpty();
  }

  @Test
  void whatIsNotReadBackIsSaidAndNotBuiltUpon() {
    topics.readable(false);

    assertThatThrownBy(() -> write(log, "one")).hasMessageContaining("written, but not read back");

    assertThatThrownBy(log::settled).hasMessageContaining("written, but not read back");
    topics.readable(true);
    assertThat(log.settled().signalsOf("default")).hasSize(1);
  }

  private static List<String> names(DefinitionLog log) {
    return log.current().signalsOf("default").stream().map(SignalDefinition::getSignal).toList();
  }

  private static void write(DefinitionLog log, String signal) {
    log.write(
        List.of(new PlannedSignal(PLACE, Change.CREATED, List.of(), null, definition(signal))),
        List.of(new PlannedAlert(PLACE, Change.CREATED, List.of(), null, rule(signal), List.of())),
        NOON);
  }

  private static SignalDefinition definition(String signal) {
    return SignalDefinition.newBuilder()
        .setProject("default")
        .setAgent("support")
        .setSignal(signal)
        .setName(signal)
        .setType(SignalType.BINARY)
        .setScope(SignalScope.TRACE)
        .setVersions(
            List.of(
                SignalVersion.newBuilder()
                    .setVersion(1)
                    .setPrompt("?")
                    .setSentiments(List.of())
                    .setSampleRate(100)
                    .setCreatedAt(NOON)
                    .build()))
        .setStates(List.of(new SignalStateChange(SignalState.ACTIVE, NOON, null)))
        .build();
  }

  private static AlertRule rule(String signal) {
    return AlertRule.newBuilder()
        .setProject("default")
        .setAgent("support")
        .setSignal(signal)
        .setAlert("many")
        .setName("many")
        .setRevision(1)
        .setMetric(AlertMetric.LABEL_VOLUME)
        .setComparison(Comparison.ABSOLUTE)
        .setOperator(Operator.AT_OR_ABOVE)
        .setThreshold(1)
        .setWindowMs(300_000)
        .setCreatedAt(NOON)
        .setUpdatedAt(NOON)
        .build();
  }
}
