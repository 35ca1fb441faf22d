// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** A gateway's {@code POST /v1/import}, as a client sees it. */
public final class ImportEndpoint {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(5);
  private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(2);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final URI gateway;
  private final Optional<String> key;
  private final boolean dryRun;
  private final HttpClient http;

  /**
   * An answer.
   *
   * @param pause how long it asks to wait before the next request
   */
  record Answer(int status, JsonNode body, Duration pause) {}

  /**
   * Makes a client.
   *
   * @param gateway its address without a path
   * @param key the access key, if there is one
   * @param dryRun asks what would become of lines, and has none stored
   */
  public ImportEndpoint(URI gateway, Optional<String> key, boolean dryRun) {
    this.gateway = gateway;
    this.key = key;
    this.dryRun = dryRun;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECTS_WITHIN)
            .build();
  }

  boolean isDryRun() {
    return dryRun;
  }

  URI gateway() {
    return gateway;
  }

  /**
   * Sends lines.
   *
   * @param firstLine the number of the first of them
   * @throws IOException when there is no answer
   */
  Answer send(byte[] lines, long firstLine) throws IOException, InterruptedException {
    URI uri = gateway.resolve("/v1/import?firstLine=" + firstLine + "&dryRun=" + dryRun);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(ANSWERS_WITHIN)
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofByteArray(lines));
    key.ifPresent(value -> request.header("Authorization", "Bearer " + value));
    HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
    return new Answer(response.statusCode(), json(response.body()), pause(response));
  }

  private static JsonNode json(byte[] body) throws IOException {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  private static Duration pause(HttpResponse<?> response) {
    Duration asked =
        response
            .headers()
            .firstValue("retry-after")
            .filter(value -> value.matches("[0-9]{1,6}"))
            .map(value -> Duration.ofSeconds(Long.parseLong(value)))
            .orElse(Duration.ofSeconds(1));
    return asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
  }
}
