// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.tokens;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * An OpenAI-compatible endpoint of this process that keeps what it is sent. It answers with the
 * first label of each question, which says nothing about labels.
 */
final class SentCalls implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Server server;
  private final List<SentCall> calls = new ArrayList<>();

  SentCalls() {
    this.server =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .meterRegistry(new CompositeMeterRegistry())
            .maxRequestLength(0)
            .service("prefix:/", (context, request) -> answer(request))
            .build();
    server.start().join();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.activeLocalPort() + "/v1");
  }

  /** What came since it was asked last, in its order. */
  List<SentCall> taken() {
    synchronized (calls) {
      List<SentCall> taken = List.copyOf(calls);
      calls.clear();
      return taken;
    }
  }

  @Override
  public void close() {
    server.stop().join();
  }

  private HttpResponse answer(HttpRequest request) {
    return HttpResponse.of(request.aggregate().thenApply(all -> answer(all.contentUtf8())));
  }

  private HttpResponse answer(String body) {
    JsonNode sent;
    try {
      sent = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return HttpResponse.of(HttpStatus.BAD_REQUEST);
    }
    synchronized (calls) {
      calls.add(SentCall.of(sent));
    }
    JsonNode schema = sent.path("response_format").path("json_schema").path("schema");
    ObjectNode completion = JSON.createObjectNode();
    completion.put("id", "scripted").put("object", "chat.completion").put("created", 0);
    completion.put("model", "scripted");
    ObjectNode choice = completion.putArray("choices").addObject();
    choice.put("index", 0).put("finish_reason", "stop");
    choice.putObject("message").put("role", "assistant").put("content", verdict(schema).toString());
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, completion.toString());
  }

  private static ObjectNode verdict(JsonNode schema) {
    ObjectNode answer = JSON.createObjectNode();
    JsonNode properties = schema.path("properties");
    if (properties.has("label")) {
      answer.set("label", properties.path("label").path("enum").path(0));
      answer.put("rationale", "as scripted").putArray("evidence");
    } else {
      properties
          .fieldNames()
          .forEachRemaining(name -> answer.set(name, verdict(properties.path(name))));
    }
    return answer;
  }
}
