// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.line;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.gateway.app.Gateway;
import dev.telltale.gateway.app.GatewayConfig;
import dev.telltale.gateway.bridge.BridgeSettings;
import dev.telltale.gateway.bridge.Encoding;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.kafka.DeadLetter;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.kafka.EmbeddedKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a Collector's topic to spans, over a stop of the gateway and one of Kafka. */
class BridgeIT {
  private static final String SOURCE = "otlp_spans";
  private static final int PARTITIONS = 3;
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path dir;

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Set<String> sent = new TreeSet<>();
  private final Map<String, String> garbage = new TreeMap<>();
  private int traces;

  @Test
  void everySpanArrivesUnderItsTraceAndGarbageIsBuriedAndNothingIsCommittedTooEarly()
      throws Exception {
    EmbeddedKafka broker = new EmbeddedKafka(dir.resolve("kafka"), 0);
    int port = Integer.parseInt(broker.bootstrapServers().split(":", -1)[1]);
    KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), "b.", Map.of());
    try (TopicAdmin topics = new TopicAdmin(kafka, SOON);
        Admin admin = Admin.create(kafka.client())) {
      topics.create(Optional.empty());
      admin.createTopics(List.of(new NewTopic(SOURCE, PARTITIONS, (short) 1))).all().get();
      Gateway first = gateway(kafka);
      produce(kafka, 60);
      await().atMost(SOON).until(() -> stored() > 20);
      // In the middle of it: what is not committed is the next gateway's.
      long closing = System.nanoTime();
      first.close();
      assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(15));
      assertCommittedIsDone(kafka, admin);

      produce(kafka, 60);
      try (Gateway second = gateway(kafka)) {
        produce(kafka, 60);
        broker.close();
        broker = new EmbeddedKafka(dir.resolve("kafka"), port);
        produce(kafka, 60);
        await().atMost(SOON).untilAsserted(() -> assertThat(lag(admin)).isZero());
        assertThat(second.isHealthy()).isTrue();
      }

      assertThat(spans(kafka)).isEqualTo(sent);
      assertThat(letters(kafka)).isEqualTo(garbage);
    } finally {
      broker.close();
    }
  }

  /** Whatever the commit says is done stands in the log, or among the letters. */
  private void assertCommittedIsDone(KafkaConnection kafka, Admin admin) throws Exception {
    Map<TopicPartition, Long> committed = committed(admin);
    Set<String> there = spans(kafka);
    Set<String> buried = letters(kafka).keySet();
    for (Map.Entry<String, Set<String>> record : spansByRecord.entrySet()) {
      if (offset(record.getKey()) < committed.getOrDefault(partition(record.getKey()), 0L)) {
        assertThat(there).as(record.getKey()).containsAll(record.getValue());
      }
    }
    for (String record : garbage.keySet()) {
      if (offset(record) < committed.getOrDefault(partition(record), 0L)) {
        assertThat(buried).contains(record);
      }
    }
  }

  private final Map<String, Set<String>> spansByRecord = new HashMap<>();

  private void produce(KafkaConnection kafka, int records) throws Exception {
    Map<String, Object> config = new HashMap<>(kafka.client());
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        // The exporter's default has no key; others have keys that are no text.
        byte[] key = i % 2 == 0 ? null : new byte[] {(byte) 0xff, (byte) i};
        if (i % 10 == 5) {
          byte[] value = garbage(i / 10);
          ProducerRecord<byte[], byte[]> bad = new ProducerRecord<>(SOURCE, key, value);
          garbage.put(place(producer.send(bad).get()), reason(i / 10));
        } else {
          Set<String> spans = new TreeSet<>();
          byte[] value = i % 4 == 1 ? json(spans) : protobuf(spans);
          ProducerRecord<byte[], byte[]> good = new ProducerRecord<>(SOURCE, key, value);
          good.headers().add("tenant", new byte[] {0, (byte) 0xfe});
          spansByRecord.put(place(producer.send(good).get()), spans);
          sent.addAll(spans);
        }
      }
    }
  }

  private byte[] protobuf(Set<String> spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 0; i < 20; i++) {
      String trace = traceId(i % 4 == 0 ? ++traces : traces);
      String span = HexFormat.of().toHexDigits(i + 1L);
      spans.add(trace + ":" + span);
      scope.addSpans(
          io.opentelemetry.proto.trace.v1.Span.newBuilder()
              .setTraceId(bytes(trace))
              .setSpanId(bytes(span))
              .setName("step")
              .setStartTimeUnixNano(1_760_000_000_000_000_000L));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build()
        .toByteArray();
  }

  private byte[] json(Set<String> spans) {
    String trace = traceId(++traces);
    spans.add(trace + ":00000000000000a1");
    spans.add(trace + ":00000000000000b2");
    return Otlp.turn(trace, "support", "s-" + traces, "Hello?", "Hello.").getBytes(UTF_8);
  }

  private static byte[] garbage(int kind) {
    return switch (kind % 3) {
      case 0 -> "not a request".getBytes(UTF_8);
      case 1 -> new byte[] {0x0a, 0x7f, 1, 2, 3};
      default -> "{\"data\":[{\"traceID\":\"jaeger\"}]}".getBytes(UTF_8);
    };
  }

  private static String reason(int kind) {
    return List.of("unknown-encoding", "malformed", "no-spans").get(kind % 3);
  }

  private Gateway gateway(KafkaConnection kafka) {
    Gateway gateway =
        new Gateway(
            GatewayConfig.defaults()
                .onFreePorts()
                .withBridge(new BridgeSettings(List.of(SOURCE), Encoding.AUTO, "shop")),
            kafka,
            registry,
            AccessKeys::none,
            meters,
            InstantSource.system());
    gateway.start();
    return gateway;
  }

  private double stored() {
    return meters.get("telltale.gateway.bridge.records.stored").counter().count();
  }

  private Set<String> spans(KafkaConnection kafka) {
    var codec = new TopicSerdes(registry, kafka.topicPrefix()).codec(Topics.SPANS);
    Set<String> found = new TreeSet<>();
    for (ConsumerRecord<String, byte[]> record : TopicLog.records(kafka, Topics.SPANS)) {
      Span span = codec.decode(record.value());
      assertThat(record.key()).isEqualTo(span.getTraceId());
      assertThat(span.getProject()).isEqualTo("shop");
      found.add(span.getTraceId() + ":" + span.getSpanId());
    }
    return found;
  }

  private static Map<String, String> letters(KafkaConnection kafka) {
    return TopicLog.records(kafka, Topics.DEAD_LETTERS).stream()
        .collect(
            Collectors.toMap(
                letter ->
                    header(letter, DeadLetter.PARTITION) + "@" + header(letter, DeadLetter.OFFSET),
                letter -> header(letter, DeadLetter.REASON),
                (once, again) -> again,
                TreeMap::new));
  }

  private static String header(ConsumerRecord<String, byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }

  private static Map<TopicPartition, Long> committed(Admin admin) throws Exception {
    return admin
        .listConsumerGroupOffsets("b.gateway-bridge")
        .partitionsToOffsetAndMetadata()
        .get()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private long lag(Admin admin) throws Exception {
    Map<TopicPartition, Long> committed = committed(admin);
    Map<TopicPartition, Long> ends = new HashMap<>();
    spansByRecord.keySet().forEach(r -> ends.merge(partition(r), offset(r) + 1, Math::max));
    garbage.keySet().forEach(r -> ends.merge(partition(r), offset(r) + 1, Math::max));
    return ends.entrySet().stream()
        .mapToLong(end -> end.getValue() - committed.getOrDefault(end.getKey(), 0L))
        .sum();
  }

  private static String place(RecordMetadata at) {
    return at.partition() + "@" + at.offset();
  }

  private static TopicPartition partition(String place) {
    return new TopicPartition(SOURCE, Integer.parseInt(place.split("@", -1)[0]));
  }

  private static long offset(String place) {
    return Long.parseLong(place.split("@", -1)[1]);
  }

  private static String traceId(int number) {
    return HexFormat.of().toHexDigits(0xabL) + HexFormat.of().toHexDigits((long) number);
  }

  private static com.google.protobuf.ByteString bytes(String hex) {
    return com.google.protobuf.ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }
}
