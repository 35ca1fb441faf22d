// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.demo;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SteadyTrafficTest {
  private final WireMockServer gateway =
      new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
  private final StringWriter said = new StringWriter();

  @BeforeEach
  void start() {
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.stop();
  }

  @Test
  void theConversationsBeginAnewWithSessionsOfTheirOwn() throws Exception {
    gateway.stubFor(post(urlEqualTo("/v1/traces")).willReturn(ok()));
    int conversations;
    long lost;
    try (SteadyTraffic traffic = traffic(Optional.of("tt_key"))) {
      conversations = traffic.conversations() + 1;
      lost = traffic.play(conversations);
    }

    assertThat(lost).isZero();
    assertThat(sessions()).hasSize(conversations);
    gateway.verify(
        postRequestedFor(urlEqualTo("/v1/traces"))
            .withHeader("Authorization", equalTo("Bearer tt_key")));
    assertThat(said.toString()).contains(conversations + " conversations played");
    assertThat(said.toString()).doesNotContain("tt_key").doesNotContain(" not (");
  }

  @Test
  void whatTheGatewayDoesNotTakeIsCountedAndToldAndDoesNotEndIt() throws Exception {
    gateway.stubFor(post(urlEqualTo("/v1/traces")).willReturn(aResponse().withStatus(401)));
    try (SteadyTraffic traffic = traffic(Optional.empty())) {
      assertThat(traffic.play(3)).isGreaterThan(10);
    }

    assertThat(said.toString())
        .contains("3 conversations played, 0 spans delivered")
        .contains("TELLTALE_API_KEY");
  }

  private SteadyTraffic traffic(Optional<String> key) {
    return new SteadyTraffic(
        URI.create(gateway.baseUrl()),
        key,
        Duration.ofMillis(1),
        InstantSource.system(),
        new PrintWriter(said));
  }

  private Set<String> sessions() throws IOException {
    Set<String> sessions = new HashSet<>();
    for (Span span : received()) {
      span.getAttributesList().stream()
          .filter(attribute -> attribute.getKey().equals("session.id"))
          .forEach(attribute -> sessions.add(attribute.getValue().getStringValue()));
    }
    return sessions;
  }

  private List<Span> received() throws IOException {
    List<Span> spans = new ArrayList<>();
    for (LoggedRequest request : gateway.findAll(postRequestedFor(urlEqualTo("/v1/traces")))) {
      ExportTraceServiceRequest.parseFrom(request.getBody())
          .getResourceSpansList()
          .forEach(
              resource ->
                  resource.getScopeSpansList().forEach(s -> spans.addAll(s.getSpansList())));
    }
    return spans;
  }
}
