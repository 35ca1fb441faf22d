// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.telltale.classifier.app.AssemblyProperties;
import dev.telltale.classifier.app.StreamsSettings;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.streams.StreamsConfig;

/**
 * All roles, running, with nothing defined.
 *
 * @param otlp where OTLP over HTTP is taken
 * @param api where definitions are taken
 * @param rootQuiet after so much quiet a trace closes whose root has ended
 */
public record Line(
    URI otlp, URI api, KafkaConnection kafka, SchemaRegistry registry, Duration rootQuiet) {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** How often each of its stream applications commits. */
  double commitMillis() {
    Object millis =
        AssemblyProperties.of(kafka, StreamsSettings.defaults(Path.of("unused")))
            .get(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG);
    return Double.parseDouble(String.valueOf(millis));
  }

  /**
   * Defines something.
   *
   * @throws IllegalStateException when it is refused
   */
  void apply(String manifest) throws IOException, InterruptedException {
    ObjectNode body = new ObjectMapper().createObjectNode();
    body.withArray("files").addObject().put("name", "bench.yaml").put("content", manifest);
    HttpResponse<String> answer =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .build()
            .send(
                HttpRequest.newBuilder(api.resolve("/api/v1/apply"))
                    .header("Content-Type", "application/json")
                    .timeout(TIMEOUT)
                    .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("the signal is refused: " + answer.body());
    }
  }
}
