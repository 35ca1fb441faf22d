// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The control plane's API, as a client sees it. */
public final class Api {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(5);
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(90);
  private static final Duration ANSWERS_LATE = Duration.ofMinutes(11);

  private final String base;
  private final @Nullable String key;
  private final HttpClient http;

  Api(URI base, @Nullable String key) {
    this.base = base.toString().replaceAll("/+$", "");
    this.key = key;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECTS_WITHIN)
            .build();
  }

  JsonNode get(String path) throws CommandFailure {
    return send(HttpRequest.newBuilder(URI.create(base + path)).GET());
  }

  /**
   * Sends a body as JSON.
   *
   * @throws CommandFailure when it is not done
   */
  public JsonNode post(String path, Object body) throws CommandFailure {
    return send("POST", path, body);
  }

  JsonNode put(String path, Object body) throws CommandFailure {
    return send("PUT", path, body);
  }

  /** Gets what takes longer than other answers. */
  JsonNode getPatiently(String path) throws CommandFailure {
    return send(HttpRequest.newBuilder(URI.create(base + path)).GET(), ANSWERS_LATE);
  }

  /** Sends a body, or none, and waits longer than others would. */
  JsonNode postPatiently(String path, @Nullable Object body) throws CommandFailure {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    if (body == null) {
      request.POST(BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .POST(BodyPublishers.ofString(JSON.valueToTree(body).toString()));
    }
    return send(request, ANSWERS_LATE);
  }

  JsonNode patch(String path, Object body) throws CommandFailure {
    return send("PATCH", path, body);
  }

  /** Without a body: the path says it all. */
  JsonNode post(String path) throws CommandFailure {
    return send(HttpRequest.newBuilder(URI.create(base + path)).POST(BodyPublishers.noBody()));
  }

  JsonNode delete(String path) throws CommandFailure {
    return send(HttpRequest.newBuilder(URI.create(base + path)).DELETE());
  }

  /** A text as a part of a path or a query may hold it. */
  static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private JsonNode send(String method, String path, Object body) throws CommandFailure {
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(JSON.valueToTree(body).toString())));
  }

  private JsonNode send(HttpRequest.Builder request) throws CommandFailure {
    return send(request, ANSWERS_WITHIN);
  }

  private JsonNode send(HttpRequest.Builder request, Duration within) throws CommandFailure {
    request.timeout(within).header("Accept", "application/json");
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    HttpResponse<String> response = response(request.build());
    JsonNode answer = answer(response);
    if (response.statusCode() / 100 != 2) {
      throw failure(response.statusCode(), answer);
    }
    return answer;
  }

  private HttpResponse<String> response(HttpRequest request) throws CommandFailure {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot reach the API at "
              + base
              + " (./telltale standalone starts one; --api URL or TELLTALE_API_URL says where it is)");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while waiting for " + base);
    }
  }

  private JsonNode answer(HttpResponse<String> response) throws CommandFailure {
    try {
      JsonNode answer = JSON.readTree(response.body());
      if (answer != null && answer.isObject()) {
        return answer;
      }
    } catch (JsonProcessingException e) {
      throw stranger(response.statusCode());
    }
    throw stranger(response.statusCode());
  }

  private CommandFailure stranger(int status) {
    return new CommandFailure(
        base + " answers " + status + ", but not as a Telltale API (--api URL says where that is)");
  }

  private static CommandFailure failure(int status, JsonNode problem) {
    List<String> lines = new ArrayList<>();
    for (JsonNode error : problem.path("errors")) {
      String place =
          error.has("file")
              ? error.path("file").asText() + ':' + error.path("line").asText() + ": "
              : CommandFailure.SPEAKER;
      lines.add(place + error.path("message").asText());
    }
    if (!lines.isEmpty()) {
      lines.add(problem.path("detail").asText());
    } else {
      String hint = status == 401 ? "; TELLTALE_API_KEY holds the key" : "";
      lines.add(
          CommandFailure.SPEAKER
              + "the API answers "
              + status
              + ": "
              + problem.path("detail").asText()
              + hint);
    }
    return new CommandFailure(lines, problem);
  }
}
