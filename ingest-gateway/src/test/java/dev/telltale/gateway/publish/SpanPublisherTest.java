// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.gateway.ScriptedProducer;
import dev.telltale.gateway.TestRequests;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.registry.RegisteredSchema;
import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.registry.RegistryException.Kind;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class SpanPublisherTest {
  private final ScriptedProducer kafka = new ScriptedProducer();
  private final AvroCodec<Span> codec =
      new TopicSerdes(new InMemorySchemaRegistry(), "telltale.").codec(Topics.SPANS);
  private final SpanPublisher publisher = new SpanPublisher(kafka, "telltale.spans", codec);

  @Test
  void aSpanIsARecordUnderItsTraceId() {
    Publication publication = done(publisher.publish(List.of(span("a"))));

    assertThat(publication).isEqualTo(new Publication.Done(0));
    ProducerRecord<String, byte[]> record = kafka.records().get(0);
    assertThat(record.topic()).isEqualTo("telltale.spans");
    assertThat(record.key()).isEqualTo(TestRequests.TRACE_ID);
    assertThat(codec.decode(record.value())).isEqualTo(span("a"));
  }

  @Test
  void nothingIsDoneBeforeTheLastRecordIsAcknowledged() {
    kafka.hold();
    CompletionStage<Publication> publication = publisher.publish(List.of(span("a"), span("b")));
    assertThat(publication.toCompletableFuture()).isNotDone();

    kafka.release();

    assertThat(done(publication)).isEqualTo(new Publication.Done(0));
  }

  @Test
  void noSpansAreDoneAtOnce() {
    assertThat(done(publisher.publish(List.of()))).isEqualTo(new Publication.Done(0));
  }

  @Test
  void aSpanThatIsTooLargeIsCountedAndTheOthersAreDone() {
    kafka.refuseAsTooLarge(value -> value.length > 10_000);

    Publication publication =
        done(publisher.publish(List.of(span("a"), span("b".repeat(20_000)), span("c"))));

    assertThat(publication).isEqualTo(new Publication.Done(1));
    assertThat(kafka.records()).hasSize(2);
  }

  @Test
  void afterTheFirstFailureNoMoreIsTried() {
    kafka.fail();

    Publication publication = done(publisher.publish(List.of(span("a"), span("b"), span("c"))));

    assertThat(kafka.attempts()).isEqualTo(1);
    assertThat(publication)
        .isInstanceOfSatisfying(
            Publication.Unavailable.class,
            unavailable -> {
              assertThat(unavailable.published()).isZero();
              assertThat(unavailable.cause()).isInstanceOf(TimeoutException.class);
            });
  }

  @Test
  void aFailureAfterSomeSuccessSaysHowManyAreThere() {
    kafka.hold();
    CompletionStage<Publication> publication = publisher.publish(List.of(span("a"), span("b")));
    kafka.releaseOne();
    kafka.failHeld();

    assertThat(done(publication))
        .isInstanceOfSatisfying(
            Publication.Unavailable.class,
            unavailable -> assertThat(unavailable.published()).isEqualTo(1));
  }

  @Test
  void aClosedProducerIsUnavailable() {
    kafka.close();

    assertThat(done(publisher.publish(List.of(span("a")))))
        .isInstanceOf(Publication.Unavailable.class);
  }

  @Test
  void aRegistryThatDoesNotAnswerIsUnavailable() {
    AvroCodec<Span> noCodec =
        new TopicSerdes(new UnreachableRegistry(), "telltale.").codec(Topics.SPANS);

    Publication publication =
        done(new SpanPublisher(kafka, "telltale.spans", noCodec).publish(List.of(span("a"))));

    assertThat(publication)
        .isInstanceOfSatisfying(
            Publication.Unavailable.class,
            unavailable -> assertThat(unavailable.cause()).isInstanceOf(RegistryException.class));
    assertThat(kafka.attempts()).isZero();
  }

  @Test
  void theProducerGivesUpBeforeItsClientsDo() {
    Map<String, Object> settings = ProducerSettings.of(connection(Map.of()));

    assertThat(settings)
        .containsEntry("acks", "all")
        .containsEntry("delivery.timeout.ms", 8_000)
        .containsEntry("request.timeout.ms", 3_000)
        .containsEntry("max.block.ms", 1_000L);
    new KafkaProducer<String, byte[]>(settings).close();
  }

  @Test
  void whatTheConnectionSetsByNameStaysAsItIs() {
    assertThat(ProducerSettings.of(connection(Map.of("max.block.ms", "50"))))
        .containsEntry("max.block.ms", "50");
  }

  private static KafkaConnection connection(Map<String, String> properties) {
    return new KafkaConnection("127.0.0.1:1", "telltale.", properties);
  }

  private static Publication done(CompletionStage<Publication> publication) {
    assertThat(publication.toCompletableFuture()).isDone();
    return publication.toCompletableFuture().join();
  }

  private static Span span(String name) {
    return Span.newBuilder()
        .setProject("default")
        .setTraceId(TestRequests.TRACE_ID)
        .setSpanId(TestRequests.spanId(1))
        .setName(name)
        .setStartUnixNano(1)
        .setEndUnixNano(2)
        .setReceivedAt(Instant.EPOCH)
        .build();
  }

  private static final class UnreachableRegistry implements SchemaRegistry {
    @Override
    public int register(String subject, Schema schema) {
      throw unavailable();
    }

    @Override
    public Schema byId(int id) {
      throw unavailable();
    }

    @Override
    public Optional<RegisteredSchema> latest(String subject) {
      throw unavailable();
    }

    private static RegistryException unavailable() {
      return new RegistryException(Kind.UNAVAILABLE, "registry is away", null);
    }
  }
}
