// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.boards;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A provider of a language model that is well, then answers 429, then 500, and is well again. */
final class Model implements AutoCloseable {
  private static final int LAST = 10;

  /** Refused twice: a counter that begins with the first refusals shows only the later ones. */
  private static final List<Integer> DAY =
      Stream.of(
              Collections.nCopies(20, 200),
              Collections.nCopies(4, 429),
              Collections.nCopies(16, 500),
              Collections.nCopies(10, 200),
              Collections.nCopies(4, 429))
          .flatMap(List::stream)
          .toList();

  private final WireMockServer server =
      new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1").disableRequestJournal());

  Model() throws Exception {
    server.start();
    for (int call = 0; call < DAY.size(); call++) {
      int status = DAY.get(call);
      server.stubFor(
          any(anyUrl())
              .inScenario("a bad day")
              .whenScenarioStateIs(call == 0 ? Scenario.STARTED : "call " + call)
              .willSetStateTo("call " + (call + 1))
              .willReturn(status == 200 ? verdict() : fault(status)));
    }
    // Of calls at the same moment, one may find no state that is its own.
    server.stubFor(any(anyUrl()).atPriority(LAST).willReturn(verdict()));
  }

  /** Its address, as a base URL. */
  URI address() {
    return URI.create("http://127.0.0.1:" + server.port() + "/v1");
  }

  private static ResponseDefinitionBuilder fault(int status) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/json")
        .withBody("{\"error\":{\"message\":\"not now\",\"type\":\"fault\"}}");
  }

  private static ResponseDefinitionBuilder verdict() throws Exception {
    String verdict =
        Board.JSON.writeValueAsString(
            Map.of("label", "true", "rationale", "as scripted", "evidence", List.of()));
    Object message = Map.of("role", "assistant", "content", verdict);
    return aResponse()
        .withHeader("Content-Type", "application/json")
        .withBody(
            Board.JSON.writeValueAsString(
                Map.of(
                    "id",
                    "scripted",
                    "object",
                    "chat.completion",
                    "created",
                    0,
                    "model",
                    "gpt-4o-mini",
                    "choices",
                    List.of(Map.of("index", 0, "finish_reason", "stop", "message", message)),
                    "usage",
                    Map.of("prompt_tokens", 600, "completion_tokens", 20, "total_tokens", 620))));
  }

  @Override
  public void close() {
    server.stop();
  }
}
