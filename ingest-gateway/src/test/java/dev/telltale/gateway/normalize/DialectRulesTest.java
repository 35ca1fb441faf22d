// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import static dev.telltale.gateway.TestRequests.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.gateway.TestRequests;
import dev.telltale.schemas.span.AgentSource;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanKind;
import dev.telltale.schemas.span.ToolCall;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for all conventions: which word counts, and where. */
class DialectRulesTest {
  @Test
  void aBareKeyMeansSomethingInItsScopeOnly() {
    String[] bare = {"model", "gpt-5-codex", "input_tokens", "7", "agent_id", "a"};

    Span stranger = normalize("my.tracer", bare);
    Span claude = normalize("com.anthropic.claude_code.tracing", bare);

    assertThat(stranger.getModel()).isEmpty();
    assertThat(stranger.getTokens()).isEmpty();
    assertThat(stranger.getAgentId()).isEmpty();
    assertThat(stranger.getAttributes()).hasSize(3);
    assertThat(claude.getModel()).contains("gpt-5-codex");
    assertThat(claude.getTokens().orElseThrow().getInput()).contains(7L);
    assertThat(claude.getAgentId()).contains("a");
  }

  @ParameterizedTest
  @CsvSource({"ai, vercel_ai", "ai.custom, vercel_ai", "aiohttp.client, otel", "airline, otel"})
  void aScopeIsAWholeWord(String scope, String dialect) {
    assertThat(normalize(scope, "http.route", "/").getDialect()).isEqualTo(dialect);
  }

  @ParameterizedTest
  @CsvSource({"langfuse-sdk, EVENT", "my.tracer, AGENT"})
  void theWordOfTheSpansOwnScopeComesFirst(String scope, SpanKind kind) {
    Span span =
        normalize(scope, "openinference.span.kind", "AGENT", "langfuse.observation.type", "event");

    assertThat(span.getKind()).isEqualTo(kind);
  }

  @Test
  void whatOnlyStandsInDoesNotComeFirstInItsScopeEither() {
    Span span = normalize("ai", "ai.model.id", "asked", "gen_ai.response.model", "answered");

    assertThat(span.getModel()).contains("answered");
    assertThat(span.getRequestModel()).contains("asked");
  }

  @Test
  void aListThatCannotBeReadLetsTheNextOneIn() {
    Span span =
        normalize(
            "my.tracer",
            "gen_ai.input.messages",
            "[{\"role\":\"user\"",
            "gen_ai.prompt.0.role",
            "user",
            "gen_ai.prompt.0.content",
            "hello");

    assertThat(span.getInputMessages())
        .containsExactly(Message.newBuilder().setRole("user").setContent("hello").build());
    assertThat(span.getAttributes())
        .extracting(attribute -> attribute.getKey())
        .containsExactly("gen_ai.input.messages");
  }

  @Test
  void theMessagesOfTheBetterConventionCountAndTheOthersStay() {
    Span span =
        normalize(
            "my.tracer",
            "gen_ai.input.messages",
            "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"new\"}]}]",
            "gen_ai.prompt.0.content",
            "old");

    assertThat(span.getInputMessages()).extracting(Message::getContent).containsExactly("new");
    assertThat(span.getAttributes())
        .extracting(attribute -> attribute.getKey())
        .containsExactly("gen_ai.prompt.0.content");
  }

  @Test
  void aCallInBothFormsOfOneMessageIsOneCall() {
    Span span =
        normalize(
            "my.tracer",
            "gen_ai.output.messages",
            "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"id\":\"c1\","
                + "\"name\":\"lookup\",\"arguments\":{\"n\":1.50}}],\"tool_calls\":[{\"id\":\"c1\","
                + "\"function\":{\"name\":\"lookup\",\"arguments\":\"{}\"}},{\"id\":\"c2\","
                + "\"function\":{\"name\":\"refund\",\"arguments\":\"{}\"}}]}]");

    List<ToolCall> calls = span.getOutputMessages().get(0).getToolCalls();
    assertThat(calls).extracting(ToolCall::getName).containsExactly("lookup", "refund");
    assertThat(calls.get(0).getArguments()).isEqualTo("{\"n\":1.50}");
  }

  @Test
  void contentThatWasHiddenInsideAListIsEmptyAndSaidToBe() {
    Span span =
        normalize(
            "my.tracer",
            "gen_ai.input.messages",
            "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"<REDACTED>\"}]}]");

    assertThat(span.getContentRedacted()).isTrue();
    assertThat(span.getInputMessages().get(0).getContent()).isEmpty();
  }

  @Test
  void aPictureInAListKeepsTheListBesideItsMark() {
    Span span =
        normalize(
            "my.tracer",
            "gen_ai.input.messages",
            "[{\"role\":\"user\",\"parts\":[{\"type\":\"uri\",\"modality\":\"image\",\"uri\":\"u\"}]}]");

    assertThat(span.getInputMessages().get(0).getContent()).isEqualTo("[image]");
    assertThat(span.getAttributes()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "gen_ai.system, Langchain, ",
    "gen_ai.system, anthropic.messages, anthropic",
    "gen_ai.system, az.ai.openai, azure",
    "gen_ai.provider.name, aws.bedrock, bedrock",
    "ai.model.provider, openai.responses, openai"
  })
  void aFrameworkIsNoProviderAndAnApiIsCutOff(String key, String sent, String provider) {
    assertThat(normalize("my.tracer", key, sent).getProvider().orElse(null)).isEqualTo(provider);
  }

  @ParameterizedTest
  @CsvSource({
    "gen_ai.response.finish_reasons, '[\"tool_calls\"]', tool_call",
    "ai.response.finishReason, tool-calls, tool_call",
    "llm.finish_reason, max_tokens, length"
  })
  void reasonsToStopHaveOneName(String key, String sent, String reason) {
    assertThat(normalize("my.tracer", key, sent).getFinishReason()).contains(reason);
  }

  @Test
  void anAgentThatIsAWholeProcessStandsInItsResource() {
    Resource resource =
        Resource.newBuilder().addAttributes(attribute("agent.id", "support")).build();

    Span span = normalize(resource, "my.tracer", "gen_ai.operation.name", "chat");
    Span other = normalize(resource, "my.tracer", "agent.id", "refunds");

    assertThat(span.getAgentId()).contains("support");
    assertThat(span.getAgentSource()).isEqualTo(AgentSource.AGENT_ID);
    assertThat(span.getResourceAttributes()).hasSize(1);
    assertThat(other.getAgentId()).contains("refunds");
  }

  @Test
  void aNumberIsNoSessionWhereThreadsHaveNumbers() {
    KeyValue number =
        KeyValue.newBuilder()
            .setKey("thread_id")
            .setValue(AnyValue.newBuilder().setIntValue(17))
            .build();
    Span span =
        normalize(
            Resource.getDefaultInstance(), "my.tracer", TestRequests.span(1).addAttributes(number));

    assertThat(span.getSessionId()).isEmpty();
    assertThat(normalize("my.tracer", "thread_id", "t-1").getSessionId()).contains("t-1");
    assertThat(normalize("my.tracer", "langsmith.trace.session_name", "prod").getSessionId())
        .isEmpty();
  }

  @Test
  void tokensOfTheCacheAloneAreKept() {
    Span span = normalize("my.tracer", "llm.token_count.prompt_details.cache_read", "8");

    assertThat(span.getTokens().orElseThrow().getCacheRead()).contains(8L);
  }

  @Test
  void oneKeySentOftenIsReadOnce() {
    String[] often = new String[40_000];
    for (int i = 0; i < often.length; i += 2) {
      often[i] = "gen_ai.input.messages";
      often[i + 1] = "[{\"role\":\"user\",\"content\":\"" + i + "\"}]";
    }

    Span span = normalize("my.tracer", often);

    assertThat(span.getInputMessages()).extracting(Message::getContent).containsExactly("0");
    assertThat(span.getAttributes()).hasSize(often.length / 2 - 1);
  }

  @Test
  void aContentOfBlocksAsJsonIsWhatTheySay() {
    String blocks =
        "[{\"type\":\"text\",\"text\":\"Whose is this?\"},"
            + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://pictures.example/1\"}}]";

    Span span = asked("user", blocks);

    assertThat(span.getInputMessages())
        .extracting(Message::getContent)
        .containsExactly("Whose is this?\n[image]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"id\":1},{\"id\":2}]",
        "[{\"type\":\"shirt\",\"size\":\"L\"}]",
        "[{\"text\":\"good\",\"stars\":5}]",
        "[\"a\",\"b\"]",
        "[1,2]",
        "[]",
        "[{\"type\":\"text\""
      })
  void aListThatAToolGaveBackStaysAsItIs(String result) {
    assertThat(asked("tool", result).getInputMessages())
        .extracting(Message::getContent)
        .containsExactly(result);
  }

  @Test
  void callsWithoutAMessageAroundThemAreTheAnswersCalls() {
    Span span =
        normalize(
            "langfuse-sdk",
            "langfuse.observation.type",
            "generation",
            "langfuse.observation.output",
            "{\"tool_calls\":[{\"function\":{\"name\":\"look\",\"arguments\":\"{}\"}}]}");

    assertThat(span.getOutputMessages())
        .containsExactly(
            Message.newBuilder()
                .setRole("assistant")
                .setToolCalls(
                    List.of(ToolCall.newBuilder().setName("look").setArguments("{}").build()))
                .build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "input_text", "output_text"})
  void aPartOfTextIsTheTextWhicheverApiNamesIt(String type) {
    String at = "llm.output_messages.0.message.contents.0.message_content.";
    Span span =
        normalize(
            "openinference",
            "openinference.span.kind",
            "LLM",
            at + "type",
            type,
            at + "text",
            "It was shipped.");

    assertThat(span.getOutputMessages())
        .extracting(Message::getContent)
        .containsExactly("It was shipped.");
  }

  @Test
  void anAnswerThatIsOneCallIsThatCall() {
    Span span =
        normalize(
            "langfuse-sdk",
            "langfuse.observation.type",
            "generation",
            "langfuse.observation.output",
            "{\"type\":\"function_call\",\"id\":\"f\",\"call_id\":\"c\",\"name\":\"look\",\"arguments\":\"{}\"}",
            "langfuse.observation.usage_details",
            "{\"input\":13,\"output\":2,\"total\":25,\"input_cached_tokens\":4,\"input_audio_tokens\":3,\"output_reasoning_tokens\":1,\"output_audio_tokens\":2}");

    assertThat(span.getOutputMessages().get(0).getToolCalls())
        .containsExactly(
            ToolCall.newBuilder().setId("c").setName("look").setArguments("{}").build());
    assertThat(span.getTokens().orElseThrow().getInput()).contains(20L);
    assertThat(span.getTokens().orElseThrow().getOutput()).contains(5L);
    assertThat(span.getTokens().orElseThrow().getReasoning()).contains(1L);
    assertThat(span.getTokens().orElseThrow().getTotal()).contains(25L);
  }

  private static Span asked(String role, String content) {
    return normalize(
        "openinference",
        "openinference.span.kind",
        "LLM",
        "llm.input_messages.0.message.role",
        role,
        "llm.input_messages.0.message.content",
        content);
  }

  private static Span normalize(String scope, String... keysAndValues) {
    return normalize(Resource.getDefaultInstance(), scope, keysAndValues);
  }

  private static Span normalize(Resource resource, String scope, String... keysAndValues) {
    io.opentelemetry.proto.trace.v1.Span.Builder span = TestRequests.span(1);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      span.addAttributes(attribute(keysAndValues[i], keysAndValues[i + 1]));
    }
    return normalize(resource, scope, span);
  }

  private static Span normalize(
      Resource resource, String scope, io.opentelemetry.proto.trace.v1.Span.Builder span) {
    SpanNormalizer normalizer = new SpanNormalizer();
    SpanSource source =
        normalizer.source(
            "shop",
            Instant.EPOCH,
            resource,
            InstrumentationScope.newBuilder().setName(scope).build());
    return normalizer.normalize(source, span.build());
  }
}
