// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.bridge;

import static dev.telltale.gateway.TestRequests.request;
import static dev.telltale.gateway.TestRequests.span;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.gateway.intake.IntakeResult;
import dev.telltale.gateway.intake.Refusal;
import dev.telltale.schemas.kafka.DeadLetter;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadingTest {
  private static final TopicPartition PARTITION = new TopicPartition("otlp_spans", 0);
  private static final long SECOND = 1_000_000_000;

  private long now;
  private long next;
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final MockProducer<byte[], byte[]> letters =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final List<CompletableFuture<IntakeResult>> taken = new ArrayList<>();
  private final Counted counted = new Counted();
  private final Reading reading =
      new Reading(
          new BridgeSettings(List.of("otlp_spans"), Encoding.AUTO, "shop"),
          consumer,
          this::take,
          new Letters(letters, "dead"),
          counted,
          () -> now);
  private @Nullable RuntimeException breaking;

  @BeforeEach
  void assign() {
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, 0L));
    reading.subscribe();
    consumer.rebalance(Set.of(PARTITION));
    reading.onPartitionsAssigned(Set.of(PARTITION));
  }

  @Test
  void whatIsCommittedIsEverythingBelowTheFirstRecordThatIsNotDone() {
    records(valid(), valid(), valid());
    turn();

    accept(1);
    accept(2);
    turn();
    assertThat(committed()).isZero();

    accept(0);
    turn();
    assertThat(committed()).isEqualTo(3);
    assertThat(counted.stored).isEqualTo(3);
  }

  @Test
  void whileKafkaIsAwayARecordWaitsAndIsTriedAgainAndNothingIsCommitted() {
    records(valid(), valid());
    turn();

    taken.get(0).complete(new IntakeResult.Refused(Refusal.UNAVAILABLE, "away"));
    taken.get(1).complete(new IntakeResult.Refused(Refusal.UNAVAILABLE, "away"));
    reading.turn();
    reading.turn();
    assertThat(taken).hasSize(2);
    assertThat(consumer.paused()).containsExactly(PARTITION);

    now += SECOND;
    turn();
    assertThat(taken).hasSize(4);
    assertThat(committed()).isZero();
    accept(2);
    accept(3);
    turn();
    assertThat(committed()).isEqualTo(2);
    assertThat(consumer.paused()).isEmpty();
    assertThat(counted.postponed).isEqualTo(2);
  }

  @Test
  void garbageIsDoneOnlyWhenItsLetterIsAcknowledged() {
    records("garbage".getBytes(UTF_8), valid());
    turn();
    accept(0);
    turn();
    assertThat(committed()).isZero();

    letters.completeNext();
    turn();

    assertThat(committed()).isEqualTo(2);
    ProducerRecord<byte[], byte[]> letter = letters.history().get(0);
    assertThat(letter.topic()).isEqualTo("dead");
    assertThat(letter.key()).asString(UTF_8).isEqualTo("key 0");
    assertThat(letter.value()).asString(UTF_8).isEqualTo("garbage");
    assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo("otlp_spans");
    assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("0");
    assertThat(header(letter, DeadLetter.REASON)).isEqualTo("unknown-encoding");
    assertThat(header(letter, DeadLetter.STAGE)).isEqualTo("bridge");
    assertThat(counted.buried).containsEntry(Fault.UNKNOWN_ENCODING, 1);
  }

  @Test
  void aLetterThatCannotBeWrittenNowIsWrittenLater() {
    records("garbage".getBytes(UTF_8));
    turn();

    letters.errorNext(new TimeoutException("away"));
    turn();
    assertThat(committed()).isZero();
    turn();
    letters.completeNext();
    turn();

    assertThat(committed()).isEqualTo(1);
    assertThat(taken).isEmpty();
  }

  @Test
  void aRecordTooLargeForTheDeadLettersLeavesItsCoordinates() {
    records("garbage".getBytes(UTF_8));
    turn();

    letters.errorNext(new RecordTooLargeException("too large"));
    letters.completeNext();
    turn();

    assertThat(committed()).isEqualTo(1);
    ProducerRecord<byte[], byte[]> letter = letters.history().get(1);
    assertThat(letter.value()).isNull();
    assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("0");
  }

  @Test
  void aRecordThatBreaksTheIntakeIsBuriedAndThoseBehindItGoOn() {
    breaking = new IllegalStateException("a fault of ours");
    records(valid());
    turn();
    breaking = null;
    records(valid());
    letters.completeNext();
    turn();
    accept(0);
    turn();

    assertThat(committed()).isEqualTo(2);
    assertThat(counted.buried).containsEntry(Fault.INTERNAL, 1);
  }

  @Test
  void aRecordWithoutSpansOrWithNoValidOneIsBuried() {
    records("{\"data\":[{\"traceID\":\"1\"}]}".getBytes(UTF_8), valid());
    turn();
    taken.get(0).complete(new IntakeResult.Refused(Refusal.INVALID, "no span is valid"));
    turn();
    letters.completeNext();
    letters.completeNext();
    turn();

    assertThat(committed()).isEqualTo(2);
    assertThat(counted.buried).containsEntry(Fault.NO_SPANS, 1).containsEntry(Fault.REFUSED, 1);
  }

  @Test
  void spansThatARuleRejectsAreCounted() {
    records(valid());
    turn();
    taken.get(0).complete(new IntakeResult.PartlyAccepted(1, "the trace id is not 16 bytes"));
    turn();

    assertThat(committed()).isEqualTo(1);
    assertThat(counted.rejected).isEqualTo(1);
    assertThat(counted.spans).isEqualTo(1);
  }

  @Test
  void fetchingWaitsWhileTooMuchIsInFlight() {
    for (int i = 0; i < 501; i++) {
      records(valid());
    }
    turn();
    assertThat(taken).hasSize(500);
    assertThat(consumer.paused()).containsExactly(PARTITION);

    accept(0);
    turn();
    assertThat(taken).hasSize(501);
    taken.forEach(answer -> answer.complete(new IntakeResult.Accepted()));
    turn();
    assertThat(consumer.paused()).isEmpty();
    assertThat(counted.lag).isZero();
  }

  @Test
  void aRecordOfAPartitionThatHasGoneIsLeftToItsNewReader() {
    records(valid());
    turn();
    reading.onPartitionsLost(Set.of(PARTITION));
    reading.onPartitionsAssigned(Set.of(PARTITION));

    taken.get(0).complete(new IntakeResult.Refused(Refusal.UNAVAILABLE, "away"));
    turn();
    turn();

    assertThat(taken).hasSize(1);
    assertThat(committed()).isZero();
  }

  @Test
  void aStopWaitsForWhatIsInFlightAndCommitsIt() {
    records(valid());
    turn();
    new Thread(() -> accept(0)).start();

    reading.stop();

    assertThat(committed()).isEqualTo(1);
  }

  private CompletionStage<IntakeResult> take(String project, ExportTraceServiceRequest request) {
    assertThat(project).isEqualTo("shop");
    if (breaking != null) {
      throw breaking;
    }
    CompletableFuture<IntakeResult> answer = new CompletableFuture<>();
    taken.add(answer);
    return answer;
  }

  private void accept(int number) {
    taken.get(number).complete(new IntakeResult.Accepted());
  }

  /** A turn that commits. */
  private void turn() {
    now += SECOND;
    reading.turn();
  }

  private void records(byte[]... values) {
    for (byte[] value : values) {
      long offset = next++;
      consumer.addRecord(
          new ConsumerRecord<>("otlp_spans", 0, offset, ("key " + offset).getBytes(UTF_8), value));
    }
    consumer.updateEndOffsets(Map.of(PARTITION, next));
  }

  private long committed() {
    var offset = consumer.committed(Set.of(PARTITION)).get(PARTITION);
    return offset == null ? 0 : offset.offset();
  }

  private static byte[] valid() {
    return request(span(1).build(), span(2).build()).toByteArray();
  }

  private static String header(ProducerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }

  private static final class Counted implements BridgeMetrics {
    private final Map<Fault, Integer> buried = new EnumMap<>(Fault.class);
    private int stored;
    private int spans;
    private int rejected;
    private int postponed;
    private long lag = -1;

    @Override
    public void read() {}

    @Override
    public void stored(int storedSpans, int rejectedSpans) {
      stored++;
      spans += storedSpans;
      rejected += rejectedSpans;
    }

    @Override
    public void deadLetter(Fault fault) {
      buried.merge(fault, 1, Integer::sum);
    }

    @Override
    public void postponed() {
      postponed++;
    }

    @Override
    public void restarted() {}

    @Override
    public void lag(long records) {
      lag = records;
    }
  }
}
