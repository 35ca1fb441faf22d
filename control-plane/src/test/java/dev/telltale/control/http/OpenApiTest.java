// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.server.ServiceConfig;
import dev.telltale.control.watch.SomeAlerts;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.access.UnsubscribeToken;
import dev.telltale.schemas.access.UnsubscribeToken.Claim;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The document of the API against the API that is served. */
class OpenApiTest {
  private static final ServedApi API = new ServedApi();
  private static final String TOO_LARGE = " ".repeat(8 * 1024 * 1024 + 1);
  private static final Map<String, String> NOBODY =
      Map.of(
          "agent", "nobody",
          "signal", "nothing",
          "template", "nothing",
          "name", "nobody",
          "run", "nothing",
          "alert", "nothing",
          "event", "nothing",
          "member", "nobody",
          "token", "nothing");
  private static final String EVENT = "0b6f3c5e1f5e4f0c9d8e2f6f5b7a9c01";

  /** Only the API can make one, so the document has none. */
  private static final String TOKEN =
      UnsubscribeToken.of(
          new Claim("default", "team", Optional.empty()),
          ServedApi.SECRET.getBytes(StandardCharsets.UTF_8));

  private JsonNode document;

  /** A method of a path, as the document has it. */
  private record Operation(String method, String path, JsonNode node) {
    String name() {
      return method + ' ' + path;
    }

    boolean hasBody() {
      return node.has("requestBody");
    }

    /** The path with an example in each place that varies. */
    String address() {
      Map<String, String> examples = new HashMap<>();
      for (JsonNode parameter : node.path("parameters")) {
        examples.put(parameter.path("name").asText(), parameter.path("example").asText());
      }
      examples.put("token", TOKEN);
      return address(examples);
    }

    String address(Map<String, String> values) {
      String address = path;
      for (Map.Entry<String, String> value : values.entrySet()) {
        address = address.replace('{' + value.getKey() + '}', value.getValue());
      }
      return address;
    }

    @Nullable String body() {
      return hasBody()
          ? node.at("/requestBody/content/application~1json/example").toString()
          : null;
    }

    /** A page for people, and not JSON. */
    boolean isPage(int status) {
      return node.path("responses").path(String.valueOf(status)).at("/content").has("text/html");
    }

    Set<Integer> statuses() {
      Set<Integer> statuses = new TreeSet<>();
      node.path("responses").fieldNames().forEachRemaining(s -> statuses.add(Integer.valueOf(s)));
      return statuses;
    }
  }

  @AfterAll
  static void stop() {
    API.close();
  }

  @BeforeEach
  void read() throws Exception {
    API.reset();
    API.json("POST", "/api/v1/members", "{\"member\": \"ada\", \"address\": \"ada@example.com\"}");
    API.json("POST", "/api/v1/members", "{\"member\": \"team\"}");
    API.alerts.events.add(SomeAlerts.fired(EVENT, ServedApi.NOON, true));
    API.alerts.deliveries.add(SomeAlerts.failed(EVENT, ServedApi.NOON));
    API.alerts.states.put(SomeAlerts.ID, SomeAlerts.firing(ServedApi.NOON));
    document = API.json("GET", "/api/v1/openapi.json", null).body();
    API.file = AccessKeys.parse(ServedApi.KEYS, ServedApi.NOON);
  }

  @Test
  void everyRouteIsInItAndItHasNoOther() {
    Map<String, String> served = new TreeMap<>();
    for (ServiceConfig config : API.server.config().serviceConfigs()) {
      for (Route route : config.service().as(Endpoint.class).routes()) {
        String right = route.right() == null ? "" : route.right().name().toLowerCase(Locale.ROOT);
        assertThat(config.route().patternString())
            .isEqualTo(route.path().replaceAll("[{](.*?)[}]", ":$1"));
        served.put(
            route.method() + " " + route.path(),
            right + " " + new TreeSet<>(route.query()) + " " + route.hasBody());
      }
    }

    Map<String, String> described = new TreeMap<>();
    for (Operation operation : operations()) {
      Set<String> query = new TreeSet<>();
      for (JsonNode parameter : operation.node().path("parameters")) {
        if (parameter.path("in").asText().equals("query")) {
          query.add(parameter.path("name").asText());
        }
      }
      described.put(
          operation.name(),
          operation.node().path("x-right").asText() + " " + query + " " + operation.hasBody());
    }

    assertThat(described).isEqualTo(served);
  }

  @Test
  void everythingInItAnswersWhatItSays() throws Exception {
    for (Operation operation : operations()) {
      ServedApi.Answer answer =
          API.as("writer", operation.method(), operation.address(), operation.body());

      JsonNode response = operation.node().path("responses").path(String.valueOf(answer.status()));
      assertThat(answer.status()).as(operation.name() + ": " + answer.body()).isBetween(200, 201);
      assertThat(response.isMissingNode()).as(operation.name()).isFalse();
      assertMatches(
          response.at("/content/application~1json/schema"), answer.body(), operation.name());
    }
  }

  @Test
  void everyErrorOfARouteIsInItAndItHasNoOther() throws Exception {
    for (Operation operation : operations()) {
      API.as("writer", operation.method(), operation.address(), operation.body());
    }
    Map<String, Set<Integer>> errors = new TreeMap<>();
    for (Operation operation : operations()) {
      errors.put(operation.name(), errors(operation));
    }
    API.serve(API.topics.log(() -> {}));
    for (Operation operation : operations()) {
      int status =
          API.as("writer", operation.method(), operation.address(), operation.body()).status();
      if (status != 200) {
        errors.computeIfAbsent(operation.name(), name -> new TreeSet<>()).add(status);
      }
    }

    for (Operation operation : operations()) {
      Set<Integer> described = operation.statuses();
      described.removeIf(status -> status < 400);
      assertThat(errors.get(operation.name())).as(operation.name()).isEqualTo(described);
    }
  }

  /** Provokes what can go wrong, and gives the errors that came. */
  private Set<Integer> errors(Operation operation) throws IOException, InterruptedException {
    String method = operation.method();
    String address = operation.address();
    String body = operation.body();
    List<HttpResponse<String>> answers = new ArrayList<>();
    answers.add(send(operation, "writer", address + "?nonsense=1", body));
    answers.add(send(operation, "nobody", address, body));
    answers.add(send(operation, "sender", address, body));
    answers.add(send(operation, "writer", operation.address(NOBODY), body));
    answers.add(send(operation, "writer", address + "?expectedVersion=99", body));
    answers.add(send(operation, "writer", address + "?expectedRevision=99", body));
    if (operation.hasBody()) {
      answers.add(send(operation, "writer", address, TOO_LARGE));
      answers.add(
          API.send(method, address, "x", "content-type", "text/plain", "x-api-key", "writer"));
    }
    if (body != null && operation.path().matches(".*/(labels|runs)")) {
      answers.add(send(operation, "writer", address, body.replace("support/", "nobody/")));
    }
    if (body != null && operation.path().endsWith("/runs")) {
      answers.add(runOfAnArchivedSignal(operation, address, body));
    }
    if (operation.path().endsWith("/resume")) {
      send(operation, "writer", address, body);
      answers.add(send(operation, "writer", address, body));
    }
    if (operation.name().matches("POST .*/canary")) {
      answers.add(
          runOfAnArchivedSignal(operation, address, "{\"signal\": \"support/refund-asked\"}"));
    }
    if (body != null && operation.path().endsWith("/overview")) {
      answers.add(send(operation, "writer", address, "{}"));
    }
    if (operation.path().contains("/keys")) {
      answers.add(conflictOfKeys(operation));
    }
    Set<Integer> errors = new TreeSet<>();
    for (HttpResponse<String> answer : answers) {
      if (operation.isPage(answer.statusCode())) {
        errors.add(answer.statusCode());
      } else if (answer.statusCode() >= 400) {
        assertThat(answer.headers().firstValue("content-type"))
            .as(operation.name())
            .contains("application/problem+json");
        assertMatches(
            document.at("/components/schemas/Problem"),
            ServedApi.JSON.readTree(answer.body()),
            operation.name() + " " + answer.statusCode());
        errors.add(answer.statusCode());
      }
    }
    errors.removeIf(status -> status < 400);
    if (body != null && operation.path().matches(".*/(signals|alerts|members)")) {
      errors.add(send(operation, "writer", address, body).statusCode());
    }
    return errors;
  }

  /** A key's name that is taken, or one that stands in the file. */
  private static HttpResponse<String> conflictOfKeys(Operation operation)
      throws IOException, InterruptedException {
    if (operation.hasBody()) {
      send(operation, "writer", operation.address(), operation.body());
    }
    return send(operation, "writer", operation.address(Map.of("name", "reader")), operation.body());
  }

  private static HttpResponse<String> runOfAnArchivedSignal(
      Operation operation, String address, String body) throws IOException, InterruptedException {
    String signal = "/api/v1/signals/" + ServedApi.JSON.readTree(body).path("signal").asText();
    API.as("writer", "POST", signal + "/archive", null);
    try {
      return send(operation, "writer", address, body);
    } finally {
      API.as("writer", "POST", signal + "/unarchive", null);
    }
  }

  private static HttpResponse<String> send(
      Operation operation, String key, String address, @Nullable String body)
      throws IOException, InterruptedException {
    return API.send(
        operation.method(), address, body, "content-type", "application/json", "x-api-key", key);
  }

  private List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            operations.add(
                                new Operation(
                                    method.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    method.getValue()))));
    return operations;
  }

  /** The part of JSON Schema that the document uses. */
  private void assertMatches(JsonNode schema, JsonNode value, String where) {
    if (schema.has("$ref")) {
      assertMatches(document.at(schema.path("$ref").asText().substring(1)), value, where);
      return;
    }
    assertType(schema, value, where);
    if (schema.has("enum")) {
      assertThat(schema.path("enum")).as(where).contains(value);
    }
    for (JsonNode item : value.isArray() ? value : ServedApi.JSON.createArrayNode()) {
      assertMatches(schema.path("items"), item, where + "[]");
    }
    if (value.isObject() && schema.has("properties")) {
      schema
          .path("required")
          .forEach(
              name -> assertThat(value.has(name.asText())).as(where + " has " + name).isTrue());
      value
          .properties()
          .forEach(
              field -> {
                JsonNode property = schema.path("properties").path(field.getKey());
                assertThat(property.isMissingNode()).as(where + "." + field.getKey()).isFalse();
                assertMatches(property, field.getValue(), where + "." + field.getKey());
              });
    } else if (value.isObject() && schema.has("additionalProperties")) {
      value.forEach(
          inner -> assertMatches(schema.path("additionalProperties"), inner, where + ".*"));
    }
  }

  private static void assertType(JsonNode schema, JsonNode value, String where) {
    JsonNode type = schema.path("type");
    if (type.isMissingNode()) {
      return;
    }
    String is =
        switch (value.getNodeType()) {
          case OBJECT -> "object";
          case ARRAY -> "array";
          case BOOLEAN -> "boolean";
          case NULL -> "null";
          case NUMBER ->
              value.isIntegralNumber() && !type.asText().equals("number") ? "integer" : "number";
          default -> "string";
        };
    List<String> allowed = new ArrayList<>();
    type.forEach(one -> allowed.add(one.asText()));
    if (type.isTextual()) {
      allowed.add(type.asText());
    }
    assertThat(allowed).as(where).contains(is);
  }
}
