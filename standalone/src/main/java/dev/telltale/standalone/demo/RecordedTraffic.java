// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.zip.GZIPInputStream;

/**
 * OTLP/JSON export requests of a file, one a line, plain or gzipped. The whole file is read once
 * before anything is sent: a line that is no request is told by its number, and nothing is half
 * done.
 */
public final class RecordedTraffic implements Traffic {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 10;

  private final Path file;
  private final Set<String> agents = new LinkedHashSet<>();
  private final Set<SessionRef> sessions = new HashSet<>();
  private int spans;

  private RecordedTraffic(Path file) {
    this.file = file;
  }

  /**
   * Looks a file through.
   *
   * @throws IllegalArgumentException when it cannot be read, or a line is no export request
   */
  public static RecordedTraffic of(Path file) {
    RecordedTraffic traffic = new RecordedTraffic(file);
    traffic.eachLine((number, line) -> traffic.look(number, line));
    if (traffic.spans == 0) {
      throw new IllegalArgumentException(
          file + ": no spans (expected: an OTLP/JSON export request a line)");
    }
    return traffic;
  }

  @Override
  public String description() {
    return file.getFileName()
        + ": "
        + spans
        + " spans, "
        + sessions.size()
        + " sessions, agents "
        + String.join(", ", agents);
  }

  @Override
  public List<String> agents() {
    return List.copyOf(agents);
  }

  @Override
  public int spans() {
    return spans;
  }

  @Override
  public Set<SessionRef> sessions() {
    return sessions;
  }

  @Override
  public Map<String, Map<String, String>> truth() {
    return Map.of();
  }

  @Override
  public List<SpanRef> send(URI gateway, IntConsumer progress) throws InterruptedException {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    URI traces = gateway.resolve("/v1/traces");
    List<SpanRef> sent = new ArrayList<>();
    eachLine(
        (number, line) -> {
          post(http, traces, number, line);
          eachSpan(parse(number, line), (resource, span) -> sent.add(reference(span)));
          progress.accept(sent.size());
        });
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while sending " + file);
    }
    return sent;
  }

  private interface LineReader {
    void read(int number, String line);
  }

  private interface SpanReader {
    void read(JsonNode resource, JsonNode span);
  }

  private void eachLine(LineReader reader) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          reader.read(number, line);
        }
      }
    } catch (java.nio.file.NoSuchFileException e) {
      throw new IllegalArgumentException("file " + file + " is not there", e);
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException("file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private InputStream open() throws IOException {
    InputStream in = Files.newInputStream(file);
    return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
  }

  private void look(int number, String line) {
    eachSpan(
        parse(number, line),
        (resource, span) -> {
          spans++;
          reference(span);
          String agent =
              text(span, "agent.id")
                  .or(() -> text(span, "agent.name"))
                  .or(() -> text(resource, "service.name"))
                  .orElse("");
          if (!agent.isEmpty()
              && (span.path("parentSpanId").asText("").isEmpty()
                  || text(span, "agent.id").isPresent())) {
            agents.add(agent);
          }
          text(span, "session.id")
              .ifPresent(session -> sessions.add(new SessionRef(agent, session)));
        });
  }

  private JsonNode parse(int number, String line) {
    try {
      JsonNode request = JSON.readTree(line);
      if (!request.path("resourceSpans").isArray()) {
        throw new IllegalArgumentException(
            file + ":" + number + ": no resourceSpans (expected: an OTLP/JSON export request)");
      }
      return request;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          file + ":" + number + ": not JSON (expected: an OTLP/JSON export request)", e);
    }
  }

  private static void eachSpan(JsonNode request, SpanReader reader) {
    for (JsonNode resource : request.path("resourceSpans")) {
      for (JsonNode scope : resource.path("scopeSpans")) {
        for (JsonNode span : scope.path("spans")) {
          reader.read(resource.path("resource"), span);
        }
      }
    }
  }

  private static SpanRef reference(JsonNode span) {
    return new SpanRef(span.path("traceId").asText(), span.path("spanId").asText());
  }

  private static Optional<String> text(JsonNode owner, String key) {
    for (JsonNode attribute : owner.path("attributes")) {
      if (attribute.path("key").asText().equals(key)) {
        return Optional.ofNullable(attribute.path("value").path("stringValue").textValue());
      }
    }
    return Optional.empty();
  }

  /** Sends a line again while the gateway says that it will take it later. */
  private void post(HttpClient http, URI traces, int number, String line) {
    HttpRequest request =
        HttpRequest.newBuilder(traces)
            .timeout(REQUEST_TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(line))
            .build();
    try {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          refusePartial(number, response.body());
          return;
        }
        if (response.statusCode() != 429 && response.statusCode() != 503) {
          throw new IllegalStateException(
              file + ":" + number + ": the gateway answers " + response.statusCode());
        }
        TimeUnit.SECONDS.sleep(response.headers().firstValueAsLong("Retry-After").orElse(1));
      }
      throw new IllegalStateException(file + ":" + number + ": the gateway is busy");
    } catch (IOException e) {
      throw new IllegalStateException("the gateway at " + traces + " cannot be reached", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending " + file, e);
    }
  }

  private void refusePartial(int number, String body) {
    try {
      JsonNode partial = JSON.readTree(body).path("partialSuccess");
      if (partial.path("rejectedSpans").asLong() > 0) {
        throw new IllegalStateException(
            file + ":" + number + ": rejected in part: " + partial.path("errorMessage").asText());
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          file + ":" + number + ": the gateway does not answer with JSON", e);
    }
  }
}
