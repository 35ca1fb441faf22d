// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.clients;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Records as the documentation of the Collector's Kafka exporter describes them: an export request
 * as it is, as protobuf or JSON, without headers; no key, or the trace's id where batches are split
 * by trace.
 */
final class CollectorRecords {
  /** The exporter's default. */
  static final String TOPIC = "otlp_spans";

  private CollectorRecords() {}

  /** A client that is told where to send. */
  interface Sender {
    Run.Result sendTo(URI address) throws Exception;
  }

  static void createTopic(String kafka) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 3, (short) 1))).all().get();
    }
  }

  /** What a client posts: the bodies of its requests. */
  static List<byte[]> sent(Sender sender) throws Exception {
    List<byte[]> bodies = Collections.synchronizedList(new ArrayList<>());
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/traces",
        exchange -> {
          bodies.add(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      Run.Result result = sender.sendTo(address);
      assertThat(result.exitCode()).as(result.said()).isZero();
      return List.copyOf(bodies);
    } finally {
      server.stop(0);
    }
  }

  static void write(String kafka, String compression, boolean byTrace, List<byte[]> bodies)
      throws Exception {
    Map<String, Object> config =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            compression,
            ProducerConfig.ACKS_CONFIG,
            "1",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            false);
    assertThat(bodies).isNotEmpty();
    try (KafkaProducer<byte @Nullable [], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (byte[] body : bodies) {
        if (byTrace) {
          for (Map.Entry<String, byte[]> part : byTrace(body).entrySet()) {
            byte[] key = part.getKey().getBytes(US_ASCII);
            producer.send(new ProducerRecord<>(TOPIC, key, part.getValue())).get();
          }
        } else {
          producer.send(new ProducerRecord<>(TOPIC, null, body)).get();
        }
      }
    }
  }

  private static Map<String, byte[]> byTrace(byte[] body) throws IOException {
    Map<String, List<ResourceSpans>> parts = new TreeMap<>();
    for (ResourceSpans resource :
        ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        scope
            .getSpansList()
            .forEach(
                span ->
                    parts
                        .computeIfAbsent(
                            HexFormat.of().formatHex(span.getTraceId().toByteArray()),
                            id -> new ArrayList<>())
                        .add(
                            resource.toBuilder()
                                .clearScopeSpans()
                                .addScopeSpans(scope.toBuilder().clearSpans().addSpans(span))
                                .build()));
      }
    }
    Map<String, byte[]> records = new TreeMap<>();
    parts.forEach(
        (id, spans) ->
            records.put(
                id,
                ExportTraceServiceRequest.newBuilder()
                    .addAllResourceSpans(spans)
                    .build()
                    .toByteArray()));
    return records;
  }
}
