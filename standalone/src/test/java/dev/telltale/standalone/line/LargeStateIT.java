// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.classifier.app.Classifier;
import dev.telltale.classifier.app.ClassifierConfig;
import dev.telltale.classifier.app.StreamsSettings;
import dev.telltale.classifier.assemble.PerAgent;
import dev.telltale.classifier.assemble.SessionRules;
import dev.telltale.classifier.assemble.TraceRules;
import dev.telltale.classifier.revisit.RunSettings;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.session.Session;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanKind;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.kafka.EmbeddedKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State rows that are larger than what a broker takes by default, on a real one. */
class LargeStateIT {
  private static final String TRACE = "0".repeat(31) + "9";
  private static final int SPANS = 3;
  private static final int MORE_THAN_A_MEBIBYTE = 1_200_000;

  @TempDir Path folder;

  @Test
  void aTraceWithinItsCapsBecomesASessionHoweverLargeItsSpansAre() throws Exception {
    try (EmbeddedKafka broker = new EmbeddedKafka(folder.resolve("kafka"), 0)) {
      KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), "telltale.", Map.of());
      try (TopicAdmin admin = new TopicAdmin(kafka, Duration.ofSeconds(30))) {
        admin.create(Optional.empty());
      }
      InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
      write(kafka, registry);

      try (Classifier classifier =
          new Classifier(
              config(), kafka, registry, new SimpleMeterRegistry(), InstantSource.system())) {
        classifier.start();

        await()
            .atMost(Duration.ofSeconds(90))
            .until(() -> !TopicLog.records(kafka, Topics.SESSIONS).isEmpty());
        List<Session> sessions = TopicLog.values(kafka, registry, Topics.SESSIONS);
        assertThat(sessions.get(0).getTraces().get(0).getMessages()).hasSize(SPANS);
        assertThat(classifier.isHealthy()).isTrue();
      }
    }
  }

  private ClassifierConfig config() {
    TraceRules traces = TraceRules.defaults();
    SessionRules sessions = SessionRules.defaults();
    return new ClassifierConfig(
        PerAgent.same(
            new TraceRules(
                Duration.ofMillis(500),
                traces.idle(),
                traces.maxAge(),
                traces.maxSpans(),
                traces.maxBytes(),
                traces.keepRows(),
                traces.maxRevisions(),
                traces.remember())),
        PerAgent.same(
            new SessionRules(
                Duration.ofMillis(500),
                sessions.maxAge(),
                sessions.remember(),
                sessions.maxTraces(),
                sessions.maxCharacters())),
        16_000,
        StreamsSettings.defaults(folder.resolve("state")),
        RunSettings.defaults());
  }

  /** Noise, which no compression makes smaller. */
  private static void write(KafkaConnection kafka, InMemorySchemaRegistry registry)
      throws Exception {
    var codec = new TopicSerdes(registry, kafka.topicPrefix()).codec(Topics.SPANS);
    Random random = new Random(1);
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.producer())) {
      for (int i = 0; i < SPANS; i++) {
        String noise =
            random
                .ints(MORE_THAN_A_MEBIBYTE, 33, 127)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        Span span =
            Span.newBuilder()
                .setProject("default")
                .setTraceId(TRACE)
                .setSpanId("000000000000000" + i)
                .setParentSpanId(i == 0 ? null : "0000000000000000")
                .setName("chat")
                .setKind(SpanKind.LLM)
                .setAgentId("support")
                .setSessionId("s-1")
                .setStartUnixNano(i)
                .setEndUnixNano(i)
                .setOutputMessages(
                    List.of(Message.newBuilder().setRole("assistant").setContent(noise).build()))
                .setReceivedAt(Instant.EPOCH)
                .build();
        producer
            .send(new ProducerRecord<>(kafka.name(Topics.SPANS), TRACE, codec.encode(span)))
            .get();
      }
    }
  }
}
