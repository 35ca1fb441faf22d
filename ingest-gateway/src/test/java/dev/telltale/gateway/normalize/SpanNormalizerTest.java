// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import static dev.telltale.gateway.TestRequests.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.telltale.gateway.TestRequests;
import dev.telltale.schemas.span.AgentSource;
import dev.telltale.schemas.span.Attribute;
import dev.telltale.schemas.span.AttributeList;
import dev.telltale.schemas.span.AttributeMap;
import dev.telltale.schemas.span.AttributeValue;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanKind;
import dev.telltale.schemas.span.ToolCall;
import dev.telltale.schemas.span.UsageScope;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanNormalizerTest {
  private static final Instant RECEIVED_AT = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void aPlainSpanKeepsItsShapeAndAllItsAttributes() {
    Span span =
        normalize(
            TestRequests.span(1)
                .setKindValue(2)
                .addAttributes(attribute("http.route", "/orders"))
                .setStatus(Status.newBuilder().setCodeValue(1)));

    assertThat(span.getProject()).isEqualTo("shop");
    assertThat(span.getTraceId()).isEqualTo(TestRequests.TRACE_ID);
    assertThat(span.getSpanId()).isEqualTo(TestRequests.spanId(1));
    assertThat(span.getParentSpanId()).isEmpty();
    assertThat(span.getKind()).isEqualTo(SpanKind.SPAN);
    assertThat(span.getOtlpKind()).isEqualTo(2);
    assertThat(span.getDialect()).isEqualTo("otel");
    assertThat(span.getNormalizerVersion()).isEqualTo(3);
    assertThat(span.getReceivedAt()).isEqualTo(RECEIVED_AT);
    assertThat(span.getAttributes()).containsExactly(text("http.route", "/orders"));
    assertThat(span.getTokens()).isEmpty();
    assertThat(span.getCost()).isEmpty();
    assertThat(span.getTool()).isEmpty();
  }

  @Test
  void attributesKeepTheirTypesAtAnyDepth() {
    AnyValue number = AnyValue.newBuilder().setIntValue(7).build();
    KeyValue deep =
        KeyValue.newBuilder()
            .setKey("deep")
            .setValue(
                AnyValue.newBuilder()
                    .setKvlistValue(
                        KeyValueList.newBuilder()
                            .addValues(
                                KeyValue.newBuilder()
                                    .setKey("list")
                                    .setValue(
                                        AnyValue.newBuilder()
                                            .setArrayValue(
                                                ArrayValue.newBuilder()
                                                    .addValues(number)
                                                    .addValues(AnyValue.newBuilder())
                                                    .addValues(
                                                        AnyValue.newBuilder()
                                                            .setBytesValue(
                                                                ByteString.copyFromUtf8("b"))))))))
            .build();

    Span span = normalize(TestRequests.span(1).addAttributes(deep));

    AttributeList list =
        AttributeList.newBuilder()
            .setValues(List.of(value(7L), value(null), value(ByteBuffer.wrap(new byte[] {'b'}))))
            .build();
    assertThat(span.getAttributes())
        .containsExactly(
            attributeOf(
                "deep",
                AttributeMap.newBuilder().setEntries(List.of(attributeOf("list", list))).build()));
  }

  @Test
  void theAgentIsWhatTheSpanCallsItsId() {
    Span span = withAttributes("agent.name", "Support", "agent.id", "support-agent");

    assertThat(span.getAgentId()).contains("support-agent");
    assertThat(span.getAgentName()).contains("Support");
    assertThat(span.getAgentSource()).isEqualTo(AgentSource.AGENT_ID);
  }

  @Test
  void withoutAnIdTheAgentIsItsName() {
    Span span = withAttributes("agent.name", "Support");

    assertThat(span.getAgentId()).contains("Support");
    assertThat(span.getAgentName()).contains("Support");
    assertThat(span.getAgentSource()).isEqualTo(AgentSource.AGENT_NAME);
  }

  @Test
  void withoutBothThereIsNoAgentWhateverTheServiceIsCalled() {
    Span span = withAttributes("agent.id", " ");

    assertThat(span.getServiceName()).contains("orders");
    assertThat(span.getAgentId()).isEmpty();
    assertThat(span.getAgentSource()).isEqualTo(AgentSource.NONE);
  }

  @Test
  void anIdWithANulIsNoIdentityButStaysAnAttribute() {
    Span span = withAttributes("session.id", "a\0b");

    assertThat(span.getSessionId()).isEmpty();
    assertThat(span.getAttributes()).containsExactly(text("session.id", "a\0b"));
  }

  @Test
  void anIdThatIsANumberIsTakenAsTextAndKeptAsANumber() {
    KeyValue number =
        KeyValue.newBuilder()
            .setKey("session.id")
            .setValue(AnyValue.newBuilder().setIntValue(42))
            .build();

    Span span = normalize(TestRequests.span(1).addAttributes(number));

    assertThat(span.getSessionId()).contains("42");
    assertThat(span.getAttributes()).containsExactly(attributeOf("session.id", 42L));
  }

  @Test
  void theLowestRankWinsWhateverTheOrderAndTheLoserStays() {
    Span span =
        withAttributes("llm.model_name", "gpt-4o", "llm.response.model_name", "gpt-4o-2024-08-06");

    assertThat(span.getModel()).contains("gpt-4o-2024-08-06");
    assertThat(span.getAttributes()).containsExactly(text("llm.model_name", "gpt-4o"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "null"})
  void anEmptyValueLetsTheNextOneIn(String empty) {
    Span span = withAttributes("llm.provider", empty, "llm.system", "openai");

    assertThat(span.getProvider()).contains("openai");
    assertThat(span.getContentRedacted()).isFalse();
  }

  @Test
  void whatWasRedactedIsEmptyAndSaidToBe() {
    Span span =
        withAttributes(
            "openinference.span.kind", "LLM",
            "input.value", "<REDACTED>",
            "llm.input_messages.0.message.role", "user",
            "llm.input_messages.0.message.content", "__REDACTED__");

    assertThat(span.getContentRedacted()).isTrue();
    assertThat(span.getInputText()).isEmpty();
    assertThat(span.getInputMessages()).containsExactly(message("user", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "openinference.span.kind, agent, AGENT",
    "openinference.span.kind, GUARDRAIL, GUARDRAIL",
    "openinference.span.kind, UNKNOWN, SPAN",
    "tool.name, lookup, TOOL",
    "tool_call.id, call_1, TOOL",
    "llm.model_name, gpt-4o, LLM",
    "http.route, /, SPAN"
  })
  void theKindIsSaidOrShowsInOtherKeys(String key, String value, SpanKind kind) {
    assertThat(withAttributes(key, value).getKind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "@inference/tracing.openai, catalyst",
    "openinference.instrumentation.langchain, openinference",
    "my.tracer, openinference"
  })
  void theScopeNamesTheDialectElseTheKeysDo(String scope, String dialect) {
    Span span =
        normalize(
            TestRequests.span(1).addAttributes(attribute("openinference.span.kind", "LLM")), scope);

    assertThat(span.getDialect()).isEqualTo(dialect);
  }

  @ParameterizedTest
  @CsvSource({"azure.ai.openai, azure", "' Mistral_AI ', mistral", "anthropic, anthropic"})
  void providersHaveOneName(String sent, String provider) {
    assertThat(withAttributes("llm.provider", sent).getProvider()).contains(provider);
  }

  @ParameterizedTest
  @CsvSource({"claude-3-5-haiku, anthropic", "gpt-4o, openai"})
  void theModelNamesItsProviderWhereNothingElseDoes(String model, String provider) {
    assertThat(withAttributes("llm.model_name", model).getProvider()).contains(provider);
    assertThat(withAttributes("llm.model_name", "house-model").getProvider()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"llm.request.model_name", "llm.invocation_parameters", "input.value"})
  void theModelThatWasAskedForIsSaidInThreeWays(String key) {
    String value = key.endsWith("name") ? "gpt-4o" : "{\"n\":[{\"model\":0}],\"model\":\"gpt-4o\"}";

    Span span = withAttributes("openinference.span.kind", "LLM", key, value);

    assertThat(span.getRequestModel()).contains("gpt-4o");
  }

  @Test
  void anEndBeforeTheStartIsTheStart() {
    Span span = normalize(TestRequests.span(1).setEndTimeUnixNano(5));

    assertThat(span.getEndUnixNano()).isEqualTo(TestRequests.START);
  }

  @ParameterizedTest
  @CsvSource({
    "error.type, Timeout, true",
    "agent.outcome, failure, true",
    "agent.outcome, partial, false",
    "log.level, error, false"
  })
  void aSpanFailedWhenItsConventionSaysSo(String key, String value, boolean error) {
    assertThat(withAttributes(key, value).getError()).isEqualTo(error);
  }

  @Test
  void theTypeOfAnErrorIsThatOfTheLastException() {
    Span span =
        normalize(
            TestRequests.span(1)
                .setStatus(Status.newBuilder().setCodeValue(2).setMessage("gone"))
                .addEvents(exception("Retryable"))
                .addEvents(exception("Fatal")));

    assertThat(span.getError()).isTrue();
    assertThat(span.getStatusMessage()).contains("gone");
    assertThat(span.getErrorType()).contains("Fatal");
  }

  @Test
  void anExceptionThatWasCaughtMakesNoError() {
    Span span = normalize(TestRequests.span(1).addEvents(exception("Caught")));

    assertThat(span.getError()).isFalse();
    assertThat(span.getErrorType()).isEmpty();
  }

  @Test
  void tokensThatAreNotReportedAreAbsentAndNotZero() {
    Span span = withAttributes("llm.model_name", "m", "llm.token_count.prompt", "12");

    assertThat(span.getTokens().orElseThrow().getInput()).contains(12L);
    assertThat(span.getTokens().orElseThrow().getOutput()).isEmpty();
    assertThat(span.getTokens().orElseThrow().getTotal()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"LLM, SELF", "EMBEDDING, SELF", "AGENT, AGGREGATE", "CHAIN, AGGREGATE"})
  void onlyAModelsOwnTokensMayBeSummed(String kind, UsageScope scope) {
    Span span = withAttributes("openinference.span.kind", kind, "llm.token_count.total", "40");

    assertThat(span.getTokens().orElseThrow().getScope()).isEqualTo(scope);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "NaN", "many"})
  void aCountThatIsNoneStaysAnAttribute(String count) {
    Span span = withAttributes("llm.token_count.prompt", count);

    assertThat(span.getTokens()).isEmpty();
    assertThat(span.getAttributes()).containsExactly(text("llm.token_count.prompt", count));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"prompt_tokens\":31,\"completion_tokens\":9,\"prompt_tokens_details\":{\"cached_tokens\":8}} | 31",
        "{\"input_tokens\":20,\"output_tokens\":9,\"cache_read_input_tokens\":8,\"cache_creation_input_tokens\":3} | 31"
      })
  void rawUsageStandsInAndItsInputIncludesTheCache(String usage, long input) {
    Span span = withAttributes("llm.model_name", "m", "llm.usage", usage);

    assertThat(span.getTokens().orElseThrow().getInput()).contains(input);
    assertThat(span.getTokens().orElseThrow().getOutput()).contains(9L);
    assertThat(span.getTokens().orElseThrow().getTotal()).contains(input + 9);
    assertThat(span.getTokens().orElseThrow().getCacheRead()).contains(8L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"a\",\"b\"]", "a, b", "a,b,"})
  void tagsMayBeAListInJsonOrBetweenCommas(String tags) {
    assertThat(withAttributes("tag.tags", tags).getTags()).containsExactly("a", "b");
  }

  @Test
  void aToolsWorkIsSaidOnceInItsOwnPlace() {
    Span span =
        withAttributes(
            "openinference.span.kind", "TOOL",
            "tool.name", "lookup",
            "tool.id", "call_7",
            "tool.parameters", "{\"id\":1}",
            "output.value", "shipped");

    assertThat(span.getTool().orElseThrow().getName()).isEqualTo("lookup");
    assertThat(span.getTool().orElseThrow().getCallId()).contains("call_7");
    assertThat(span.getTool().orElseThrow().getArguments()).contains("{\"id\":1}");
    assertThat(span.getTool().orElseThrow().getResult()).contains("shipped");
    assertThat(span.getOutputText()).isEmpty();
    assertThat(span.getAttributes()).isEmpty();
  }

  @Test
  void messagesAreSortedByNumber() {
    List<String> attributes = new ArrayList<>();
    for (int i : new int[] {10, 2, 0, 1}) {
      attributes.add("llm.input_messages." + i + ".message.content");
      attributes.add("turn " + i);
    }

    assertThat(withAttributes(attributes.toArray(String[]::new)).getInputMessages())
        .extracting(Message::getContent)
        .containsExactly("turn 0", "turn 1", "turn 2", "turn 10");
  }

  @Test
  void anIndexCostsNoMoreThanItsMessageHoweverHighItIs() {
    Span span =
        withAttributes(
            "llm.input_messages.999999999.message.role", "user",
            "llm.input_messages.9999999999.message.role", "user");

    assertThat(span.getInputMessages()).hasSize(1);
    assertThat(span.getAttributes())
        .containsExactly(text("llm.input_messages.9999999999.message.role", "user"));
  }

  @Test
  void whatExceedsTheSlotsOfASpanStaysAnAttribute() {
    List<String> attributes = new ArrayList<>();
    for (int i = 0; i < SlotBudget.SLOTS + 5; i++) {
      attributes.add("llm.input_messages." + i + ".message.role");
      attributes.add("user");
    }

    Span span = withAttributes(attributes.toArray(String[]::new));

    assertThat(span.getInputMessages()).hasSize(SlotBudget.SLOTS);
    assertThat(span.getAttributes()).hasSize(5);
  }

  @Test
  void aCallThatStandsInBothListsIsOneCall() {
    String at = "llm.output_messages.0.message.";
    Span span =
        withAttributes(
            at + "tool_calls.0.tool_call.id", "call_1",
            at + "tool_calls.0.tool_call.function.name", "lookup",
            at + "tool_calls.0.tool_call.function.arguments", "{}",
            at + "contents.0.message_content.type", "tool_use",
            at + "contents.0.tool_call.id", "call_1",
            at + "contents.0.tool_call.function.name", "lookup",
            at + "contents.1.message_content.type", "tool_use",
            at + "contents.1.tool_call.id", "call_2",
            at + "contents.1.tool_call.function.name", "refund");

    assertThat(span.getOutputMessages()).hasSize(1);
    assertThat(span.getOutputMessages().get(0).getRole()).isEqualTo("assistant");
    assertThat(span.getOutputMessages().get(0).getToolCalls())
        .extracting(ToolCall::getName)
        .containsExactly("lookup", "refund");
  }

  @Test
  void aCallOfTheTimeBeforeListsIsACall() {
    Span span =
        withAttributes(
            "llm.output_messages.0.message.function_call_name", "lookup",
            "llm.output_messages.0.message.function_call_arguments_json", "{\"id\":1}");

    assertThat(span.getOutputMessages().get(0).getToolCalls())
        .containsExactly(
            ToolCall.newBuilder().setName("lookup").setArguments("{\"id\":1}").build());
  }

  @Test
  void promptsAndCompletionsStandInForMessages() {
    Span span =
        withAttributes(
            "llm.prompts.0.prompt.text", "Once upon", "llm.choices.0.completion.text", "a time");

    assertThat(span.getInputMessages()).containsExactly(message("user", "Once upon"));
    assertThat(span.getOutputMessages()).containsExactly(message("assistant", "a time"));
    assertThat(span.getAttributes()).isEmpty();
  }

  @Test
  void aWholeListInOneAttributeIsReadToo() {
    Span span = withAttributes("llm.input_messages", "[{\"role\":\"human\",\"content\":\"hi\"}]");

    assertThat(span.getInputMessages()).containsExactly(message("user", "hi"));
    assertThat(span.getAttributes()).isEmpty();
  }

  @Test
  void messagesThatTheSdkDroppedAreReadFromTheRequest() {
    Span span =
        withAttributes(
            "openinference.span.kind", "LLM",
            "input.value",
                "{\"messages\":[{\"role\":\"system\",\"content\":\"s\"},"
                    + "{\"role\":\"user\",\"content\":\"u\"}]}",
            "llm.input_messages.0.message.role", "system",
            "llm.input_messages.0.message.content", "s",
            "output.value",
                "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"a\"},"
                    + "\"finish_reason\":\"tool_calls\"}]}");

    assertThat(span.getInputMessages())
        .containsExactly(message("system", "s"), message("user", "u"));
    assertThat(span.getOutputMessages()).containsExactly(message("assistant", "a"));
    assertThat(span.getFinishReason()).contains("tool_call");
    assertThat(span.getAttributes()).isEmpty();
  }

  @Test
  void aMessageThatWasCutInTwoIsReadFromTheRequest() {
    Span span =
        normalize(
            TestRequests.span(1)
                .setDroppedAttributesCount(3)
                .addAttributes(attribute("openinference.span.kind", "LLM"))
                .addAttributes(attribute("llm.input_messages.0.message.role", "user"))
                .addAttributes(
                    attribute(
                        "input.value", "{\"messages\":[{\"role\":\"user\",\"content\":\"u\"}]}")));

    assertThat(span.getDroppedAttributes()).isEqualTo(3);
    assertThat(span.getInputMessages()).containsExactly(message("user", "u"));
  }

  @Test
  void messagesInAttributesAreLeftAloneWhereTheRequestHasNoMore() {
    Span span =
        withAttributes(
            "openinference.span.kind", "LLM",
            "input.value", "{\"messages\":[{\"role\":\"user\",\"content\":\"raw\"}]}",
            "llm.input_messages.0.message.role", "user",
            "llm.input_messages.0.message.content", "as the instrumentation has it");

    assertThat(span.getInputMessages())
        .containsExactly(message("user", "as the instrumentation has it"));
  }

  @Test
  void theLinksThatPointNowhereAreCountedAsDropped() {
    Span span =
        normalize(
            TestRequests.span(1)
                .setDroppedLinksCount(1)
                .addLinks(io.opentelemetry.proto.trace.v1.Span.Link.getDefaultInstance()));

    assertThat(span.getLinks()).isEmpty();
    assertThat(span.getDroppedLinks()).isEqualTo(2);
  }

  private static Span withAttributes(String... keysAndValues) {
    io.opentelemetry.proto.trace.v1.Span.Builder span = TestRequests.span(1);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      span.addAttributes(attribute(keysAndValues[i], keysAndValues[i + 1]));
    }
    return normalize(span);
  }

  private static Span normalize(io.opentelemetry.proto.trace.v1.Span.Builder span) {
    return normalize(span, "my.tracer");
  }

  private static Span normalize(io.opentelemetry.proto.trace.v1.Span.Builder span, String scope) {
    SpanNormalizer normalizer = new SpanNormalizer();
    SpanSource source =
        normalizer.source(
            "shop",
            RECEIVED_AT,
            Resource.newBuilder().addAttributes(attribute("service.name", "orders")).build(),
            InstrumentationScope.newBuilder().setName(scope).build());
    return normalizer.normalize(source, span.build());
  }

  private static io.opentelemetry.proto.trace.v1.Span.Event exception(String type) {
    return io.opentelemetry.proto.trace.v1.Span.Event.newBuilder()
        .setName("exception")
        .addAttributes(attribute("exception.type", type))
        .build();
  }

  private static Message message(String role, String content) {
    return Message.newBuilder().setRole(role).setContent(content).build();
  }

  private static Attribute text(String key, String value) {
    return attributeOf(key, value);
  }

  private static Attribute attributeOf(String key, Object value) {
    return Attribute.newBuilder().setKey(key).setValue(value(value)).build();
  }

  private static AttributeValue value(@Nullable Object value) {
    return AttributeValue.newBuilder().setValue(value).build();
  }
}
