// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.line;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.telltale.gateway.app.Gateway;
import dev.telltale.gateway.app.GatewayConfig;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.kafka.EmbeddedKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans at and over what a record can take, on a real broker. */
class LargeSpansIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** As long as a value may be. */
  private static final String LONGEST = "word ".repeat(52_428);

  @TempDir Path folder;

  @Test
  void aSpanThatNoRecordCanTakeIsRejectedForGoodAndOthersAreStored() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (EmbeddedKafka broker = new EmbeddedKafka(folder, 0)) {
      KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), "telltale.", Map.of());
      try (TopicAdmin admin = new TopicAdmin(kafka, Duration.ofSeconds(30))) {
        admin.create(Optional.empty());
      }
      try (Gateway gateway =
          new Gateway(
              GatewayConfig.defaults().onFreePorts(),
              kafka,
              new InMemorySchemaRegistry(),
              AccessKeys::none,
              meters,
              InstantSource.system())) {
        gateway.start();
        URI address = URI.create("http://127.0.0.1:" + gateway.httpPort());

        HttpResponse<String> answer = Otlp.post(address, "/v1/traces", request(70, 60, 1));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).at("/partialSuccess/rejectedSpans").asInt())
            .isEqualTo(1);
        assertThat(answer.body()).contains("1 because the span is too large to be stored");
        assertThat(TopicLog.records(kafka, Topics.SPANS))
            .extracting(record -> record.value().length)
            .hasSize(2)
            .anyMatch(size -> size > 15_000_000)
            .allMatch(size -> size < 16 * 1024 * 1024);
        assertThat(
                meters
                    .get("telltale.gateway.spans.dropped")
                    .tag("reason", "too_large")
                    .counter()
                    .count())
            .isEqualTo(1);
      }
    }
  }

  /** A span with so many of the longest values for each count. */
  private static String request(int... values) throws Exception {
    ObjectNode request = JSON.createObjectNode();
    ArrayNode spans =
        request
            .putArray("resourceSpans")
            .addObject()
            .putArray("scopeSpans")
            .addObject()
            .putArray("spans");
    for (int i = 0; i < values.length; i++) {
      ObjectNode span = spans.addObject();
      span.put("traceId", "5b8efff798038103d269b633813fc60c");
      span.put("spanId", "eee19b7e0000000" + (i + 1));
      span.put("name", "large");
      span.put("startTimeUnixNano", "1760000000000000000");
      ArrayNode attributes = span.putArray("attributes");
      for (int n = 0; n < values[i]; n++) {
        attributes.addObject().put("key", "k" + n).putObject("value").put("stringValue", LONGEST);
      }
    }
    return JSON.writeValueAsString(request);
  }
}
