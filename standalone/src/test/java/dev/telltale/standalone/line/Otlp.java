// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.line;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Small OTLP/JSON requests for tests. */
public final class Otlp {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Otlp() {}

  /** One turn: a root span of an agent and a model call under it. */
  public static String turn(
      String traceId, String agent, String session, String user, String assistant) {
    return """
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"test"}}]},"scopeSpans":[{"scope":{"name":"test"},"spans":[
          {"traceId":"%1$s","spanId":"00000000000000a1","name":"turn","kind":1,"startTimeUnixNano":"1760000000000000000","endTimeUnixNano":"1760000002000000000",
           "attributes":[{"key":"openinference.span.kind","value":{"stringValue":"AGENT"}},{"key":"agent.id","value":{"stringValue":"%2$s"}},{"key":"session.id","value":{"stringValue":"%3$s"}}]},
          {"traceId":"%1$s","spanId":"00000000000000b2","parentSpanId":"00000000000000a1","name":"chat","kind":3,"startTimeUnixNano":"1760000000500000000","endTimeUnixNano":"1760000001500000000",
           "attributes":[{"key":"openinference.span.kind","value":{"stringValue":"LLM"}},
             {"key":"llm.input_messages.0.message.role","value":{"stringValue":"user"}},{"key":"llm.input_messages.0.message.content","value":{"stringValue":"%4$s"}},
             {"key":"llm.output_messages.0.message.role","value":{"stringValue":"assistant"}},{"key":"llm.output_messages.0.message.content","value":{"stringValue":"%5$s"}}]}]}]}]}
        """
        .formatted(traceId, agent, session, user, assistant);
  }

  /** Posts JSON. */
  public static HttpResponse<String> post(URI address, String path, String body)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(address.resolve(path))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Scrapes as Prometheus does that takes OpenMetrics first. */
  public static HttpResponse<String> openMetrics(URI address)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(address.resolve("/metrics"))
            .header(
                "Accept",
                "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1")
            .timeout(Duration.ofSeconds(30))
            .GET()
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Gets. */
  public static HttpResponse<String> get(URI address, String path)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(30)).GET().build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
