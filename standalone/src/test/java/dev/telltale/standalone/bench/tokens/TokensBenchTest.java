// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.tokens;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.classifier.judge.Question;
import dev.telltale.schemas.session.ConversationMessage;
import dev.telltale.schemas.signal.SignalScope;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokensBenchTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final PrintWriter NOBODY = new PrintWriter(PrintWriter.nullWriter());

  private final TokensBench bench = new TokensBench(new Transcripts(16_000), NOBODY);
  private final TokenCount tokens = new TokenCount();

  @Test
  void whatIsCountedIsWhatStandsInTheBodiesOnTheWire() throws Exception {
    Encoding tokenizer = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    WireMockServer wire = new WireMockServer(wireMockConfig().dynamicPort());
    wire.start();
    try {
      wire.stubFor(post(anyUrl()).willReturn(okJson("{\"choices\": []}")));
      List<ConversationMessage> said = Traffic.bundled().sessions().get(0);
      List<Question> questions = bench.questions(SignalScope.SESSION, 0, said);
      TokensBench.judge(URI.create(wire.baseUrl() + "/v1"), true).judgeAll(questions);
      LoggedRequest joint =
          wire.getAllServeEvents().get(wire.getAllServeEvents().size() - 1).getRequest();
      JsonNode body = JSON.readTree(joint.getBodyAsString());

      int counted =
          tokenizer.countTokensOrdinary(body.at("/response_format/json_schema").toString());
      for (JsonNode message : body.path("messages")) {
        counted += tokenizer.countTokensOrdinary(message.path("content").textValue());
      }

      assertThat(body.path("messages")).hasSize(2);
      assertThat(body.at("/messages/1/content").asText())
          .contains("q8", said.get(1).getMessage().getContent());
      assertThat(tokens.of(SentCall.of(body))).isEqualTo(counted);
    } finally {
      wire.stop();
    }
  }

  @Test
  void overTheDemosShortConversationsOnlyOneCallForAllSendsLessThanANaiveJudgeDoes()
      throws Exception {
    Map<String, Double> figures = new HashMap<>();
    StringWriter out = new StringWriter();
    bench.run(Optional.empty()).json(new PrintWriter(out));
    for (String line : out.toString().lines().toList()) {
      JsonNode figure = JSON.readTree(line);
      figures.put(
          figure.path("case").asText() + " " + figure.path("metric").asText(),
          figure.path("value").asDouble());
    }

    for (String scope : List.of("session ", "trace ")) {
      assertThat(figures.get(scope + "signals")).isEqualTo(8);
      assertThat(figures.get(scope + "one_call_for_all_share")).isBetween(0.3, 0.8);
      assertThat(figures.get(scope + "one_call_a_signal_share")).isBetween(1.0, 2.0);
      assertThat(figures.get(scope + "one_call_for_all"))
          .isLessThan(figures.get(scope + "one_call_a_signal"));
      assertThat(figures.get(scope + "cached_at_10_percent_share"))
          .isLessThanOrEqualTo(figures.get(scope + "cached_at_50_percent_share"))
          .isLessThanOrEqualTo(figures.get(scope + "one_call_a_signal_share"));
    }
  }

  @Test
  void aCacheServesTheBeginningThatCallsWithTheSameSchemaShare() {
    String transcript = "word ".repeat(2_000) + ">>>\n\n";
    SentCall first = new SentCall("{}", List.of("system", transcript + "one?"));
    SentCall second = new SentCall("{}", List.of("system", transcript + "another?"));
    SentCall other = new SentCall("{\"label\": 1}", List.of("system", transcript + "one?"));
    SentCall brief = new SentCall("{}", List.of("system", "word >>>\n\none?"));

    assertThat(tokens.cached(List.of(first, other))).isZero();
    assertThat(tokens.cached(List.of(first, second)))
        .isEqualTo(tokens.of(first) / 128 * 128L)
        .isGreaterThan(1_900);
    assertThat(tokens.cached(List.of(first, second, other, second)))
        .isEqualTo(2 * tokens.cached(List.of(first, second)));
    assertThat(tokens.cached(List.of(brief, brief))).isZero();
  }
}
