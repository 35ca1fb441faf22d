// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.control.app.ControlConfig;
import dev.telltale.control.app.ControlPlane;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.kafka.EmbeddedKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The definitions' only writer, against a broker. */
class ControlPlaneIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AtomicInteger fenced = new AtomicInteger();
  @TempDir private Path folder;
  private EmbeddedKafka broker;
  private KafkaConnection kafka;

  @BeforeEach
  void open() throws IOException {
    broker = new EmbeddedKafka(folder, 0);
    kafka = new KafkaConnection(broker.bootstrapServers(), "telltale.", Map.of());
    try (TopicAdmin admin = new TopicAdmin(kafka, SOON)) {
      admin.create(Optional.empty());
    }
  }

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void anInstanceThatStartsAgainHasWhatTheOneBeforeItWrote() throws Exception {
    try (ControlPlane first = started()) {
      assertThat(apply(first, "refunds").body()).contains("created");
    }

    try (ControlPlane second = started()) {
      assertThat(Otlp.get(address(second), "/api/v1/signals").body()).contains("default/a/refunds");
      assertThat(apply(second, "refunds").body()).contains("unchanged");
    }
  }

  @Test
  void anInstanceThatWasReplacedWritesNothingMoreAndEnds() throws Exception {
    try (ControlPlane first = started();
        ControlPlane second = started()) {
      assertThat(apply(second, "refunds").statusCode()).isEqualTo(200);

      HttpResponse<String> refused = apply(first, "returns");

      assertThat(refused.statusCode()).isEqualTo(503);
      await().atMost(SOON).until(() -> fenced.get() == 1);
      assertThat(first.isHealthy()).isFalse();
      assertThat(second.isHealthy()).isTrue();
      assertThat(apply(second, "complaints").statusCode()).isEqualTo(200);
      assertThat(TopicLog.values(kafka, registry, Topics.SIGNALS))
          .extracting(SignalDefinition::getSignal)
          .containsExactly("refunds", "complaints");
    }
  }

  @Test
  void aFileWithOneWrongDefinitionWritesNoneOfIt() throws Exception {
    try (ControlPlane plane = started()) {
      HttpResponse<String> refused =
          Otlp.post(
              address(plane),
              "/api/v1/apply",
              """
              {"files":[{"name":"s.yaml","content":"%s---\\n%s"}]}
              """
                  .formatted(signal("refunds"), signal("returns").replace("binary", "binry")));

      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("s.yaml").contains("binry");
      assertThat(TopicLog.values(kafka, registry, Topics.SIGNALS)).isEmpty();
    }
  }

  private ControlPlane started() {
    ControlPlane plane =
        new ControlPlane(
            new ControlConfig(0, "127.0.0.1", false, false, false, SOON, SOON),
            kafka,
            registry,
            AccessKeys::none,
            new SimpleMeterRegistry(),
            InstantSource.system(),
            fenced::incrementAndGet);
    try {
      plane.start();
    } catch (RuntimeException e) {
      plane.close();
      throw e;
    }
    return plane;
  }

  private static HttpResponse<String> apply(ControlPlane plane, String signal)
      throws IOException, InterruptedException {
    return Otlp.post(
        address(plane),
        "/api/v1/apply",
        """
        {"files":[{"name":"s.yaml","content":"%s"}]}
        """
            .formatted(signal(signal)));
  }

  /** A manifest, as it stands in a JSON string. */
  private static String signal(String name) {
    return "kind: signal\\nagent: a\\nsignal: %s\\ntype: binary\\nscope: trace\\nprompt: p\\nstate: draft\\n"
        .formatted(name);
  }

  private static URI address(ControlPlane plane) {
    return URI.create("http://127.0.0.1:" + plane.port());
  }
}
