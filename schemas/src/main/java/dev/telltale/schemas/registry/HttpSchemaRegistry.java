// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.schemas.registry.RegistryException.Kind;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;

/**
 * Speaks the REST API of Confluent's registry, as Karapace, Redpanda and Apicurio ({@code
 * /apis/ccompat/v7}) do too.
 *
 * <p>Ids and schemas never change, so both are kept for ever; {@link #latest} always asks. A call
 * is tried again while the registry cannot be reached or answers with a 5xx or 429, with growing
 * pauses.
 *
 * @see <a href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">the
 *     API</a>
 */
public final class HttpSchemaRegistry implements SchemaRegistry {
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String base;
  private final Duration timeout;
  private final @Nullable String authorization;
  private final HttpClient http;
  private final Retry retry;
  private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();
  private final Map<Registration, Integer> registered = new ConcurrentHashMap<>();

  private record Registration(String subject, Schema schema) {}

  private record Answer(int status, JsonNode body) {}

  /**
   * Makes a client; nothing is sent yet.
   *
   * @param url the registry's address, with its path prefix if it has one
   * @param timeout of one attempt
   * @param attempts how often a call is tried, 1 or more
   * @param firstPause before the second attempt; doubles from there on
   * @param authorization the value of the Authorization header, if the registry wants one
   */
  public HttpSchemaRegistry(
      URI url,
      Duration timeout,
      int attempts,
      Duration firstPause,
      @Nullable String authorization) {
    this.base = url.toString().replaceAll("/+$", "");
    this.timeout = timeout;
    this.authorization = authorization;
    // Its attempt to upgrade breaks now and then on servers that speak HTTP/2 in clear.
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
    this.retry =
        Retry.of(
            "schema-registry",
            RetryConfig.custom()
                .maxAttempts(attempts)
                .intervalFunction(IntervalFunction.ofExponentialBackoff(firstPause, 2))
                .retryOnException(
                    e -> e instanceof RegistryException r && r.kind() == Kind.UNAVAILABLE)
                .build());
  }

  @Override
  public int register(String subject, Schema schema) {
    return registered.computeIfAbsent(
        new Registration(subject, schema),
        key -> retry.executeSupplier(() -> postSchema(subject, schema)));
  }

  @Override
  public Schema byId(int id) {
    return byId.computeIfAbsent(id, key -> retry.executeSupplier(() -> getSchema(id)));
  }

  @Override
  public Optional<RegisteredSchema> latest(String subject) {
    return retry.executeSupplier(() -> getLatest(subject));
  }

  private int postSchema(String subject, Schema schema) {
    String body =
        JSON.createObjectNode()
            .put("schema", schema.toString())
            .put("schemaType", "AVRO")
            .toString();
    String path = "/subjects/" + encode(subject) + "/versions";
    Answer answer =
        send(path, HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body)));
    if (answer.status != 200) {
      throw new RegistryException(Kind.REFUSED, says(path, answer), null);
    }
    return answer.body.path("id").asInt();
  }

  private Schema getSchema(int id) {
    String path = "/schemas/ids/" + id;
    Answer answer = send(path, HttpRequest.newBuilder().GET());
    if (answer.status != 200) {
      Kind kind = answer.status == 404 ? Kind.UNKNOWN : Kind.UNAVAILABLE;
      throw new RegistryException(kind, says(path, answer), null);
    }
    return parse(path, answer.body);
  }

  private Optional<RegisteredSchema> getLatest(String subject) {
    String path = "/subjects/" + encode(subject) + "/versions/latest";
    Answer answer = send(path, HttpRequest.newBuilder().GET());
    if (answer.status == 404) {
      return Optional.empty();
    }
    if (answer.status != 200) {
      throw new RegistryException(Kind.REFUSED, says(path, answer), null);
    }
    return Optional.of(
        new RegisteredSchema(
            subject,
            answer.body.path("version").asInt(),
            answer.body.path("id").asInt(),
            parse(path, answer.body)));
  }

  private Answer send(String path, HttpRequest.Builder request) {
    request
        .uri(URI.create(base + path))
        .timeout(timeout)
        .header("Accept", MEDIA_TYPE)
        .header("Content-Type", MEDIA_TYPE);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      int status = response.statusCode();
      if (status >= 500 || status == 429) {
        throw new RegistryException(
            Kind.UNAVAILABLE, "schema registry " + base + path + " answers " + status, null);
      }
      // Says nothing about the schema: a record that waits for it must not be put aside.
      if (status == 401 || status == 403 || status == 407) {
        throw new RegistryException(
            Kind.UNAVAILABLE,
            "schema registry "
                + base
                + path
                + " answers "
                + status
                + ": check telltale.registry.authorization",
            null);
      }
      return new Answer(status, JSON.readTree(response.body()));
    } catch (JsonProcessingException e) {
      throw new RegistryException(
          Kind.UNAVAILABLE, "schema registry " + base + path + " does not answer with JSON", e);
    } catch (IOException e) {
      throw new RegistryException(
          Kind.UNAVAILABLE,
          "schema registry " + base + " cannot be reached (" + reason(e) + ")",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryException(Kind.UNAVAILABLE, "interrupted while asking " + base + path, e);
    }
  }

  private static Schema parse(String path, JsonNode body) {
    try {
      return new Schema.Parser().parse(body.path("schema").asText());
    } catch (SchemaParseException e) {
      throw new RegistryException(
          Kind.UNKNOWN, "schema registry " + path + ": not an Avro schema", e);
    }
  }

  private static String says(String path, Answer answer) {
    return "schema registry "
        + path
        + " answers "
        + answer.status
        + ": "
        + answer.body.path("message").asText();
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static String encode(String subject) {
    return URLEncoder.encode(subject, StandardCharsets.UTF_8);
  }
}
