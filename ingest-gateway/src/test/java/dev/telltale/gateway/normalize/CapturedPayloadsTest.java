// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanKind;
import dev.telltale.schemas.span.SpanStatus;
import dev.telltale.schemas.span.TokenUsage;
import dev.telltale.schemas.span.ToolCall;
import dev.telltale.schemas.span.ToolExecution;
import dev.telltale.schemas.span.UsageScope;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What SDKs really sent, recorded; not part of the project. Skipped where the folder is missing,
 * which {@code -Dtelltale.recorded} names.
 */
class CapturedPayloadsTest {
  @Test
  void aCatalystToolLoopIsReadWhole() throws IOException {
    List<Span> spans = captured("catalyst-ts-0.1.12.tool-loop.json");

    assertThat(spans).allMatch(span -> span.getDialect().equals("catalyst"));
    assertThat(spans).allMatch(span -> span.getAgentId().equals(opt("support-agent")));
    assertThat(spans).allMatch(span -> span.getSessionId().equals(opt("sess-42")));
    assertThat(spans)
        .extracting(Span::getKind)
        .containsExactly(SpanKind.LLM, SpanKind.LLM, SpanKind.TOOL, SpanKind.AGENT, SpanKind.AGENT);
    assertThat(spans.get(0).getOutputMessages().get(0).getToolCalls())
        .containsExactly(
            ToolCall.newBuilder()
                .setId("call_1")
                .setName("lookup_order")
                .setArguments("{\"order_id\":\"A1\"}")
                .build());
    assertThat(spans.get(1).getInputMessages())
        .extracting(Message::getRole)
        .containsExactly("system", "user", "assistant", "tool");
    assertThat(spans.get(1).getTokens().orElseThrow().getInput()).contains(31L);
    assertThat(spans.get(2).getTool().orElseThrow().getResult())
        .contains("{\"status\":\"shipped\"}");
    assertThat(spans.get(3).getUserId()).contains("u-7");
    assertThat(spans.get(3).getError()).isFalse();
    assertThat(spans.get(4).getError()).isTrue();
    assertThat(spans.get(4).getErrorType()).contains("Error");
  }

  @Test
  void aLongChatThatLostItsAttributesHasAllItsMessages() throws IOException {
    Span chat = captured("catalyst-ts-0.1.12.long-chat-dropped-attributes.json").get(0);

    assertThat(chat.getDroppedAttributes()).isEqualTo(73);
    assertThat(chat.getInputMessages()).hasSize(90);
    assertThat(chat.getInputMessages().get(89).getContent()).startsWith("turn 89 ");
    assertThat(chat.getTokens()).isEmpty();
    assertThat(chat.getAttributes())
        .noneMatch(attribute -> attribute.getKey().startsWith("llm.input_messages"));
  }

  @Test
  void anOpenInferenceChatIsReadWhole() throws IOException {
    Span chat = captured("openinference-openai-js-4.2.7.chat.json").get(0);

    assertThat(chat.getDialect()).isEqualTo("openinference");
    assertThat(chat.getKind()).isEqualTo(SpanKind.LLM);
    assertThat(chat.getProvider()).contains("openai");
    assertThat(chat.getModel()).contains("gpt-4o-mini-2024-07-18");
    assertThat(chat.getRequestModel()).contains("gpt-4o-mini");
    assertThat(chat.getTags()).containsExactly("t1");
    assertThat(chat.getInputMessages().get(0).getContent()).isEqualTo("hi\n[image]");
    assertThat(chat.getOutputMessages().get(0).getToolCalls()).hasSize(1);
    assertThat(chat.getTokens().orElseThrow().getReasoning()).contains(2L);
    assertThat(chat.getAgentId()).isEmpty();
  }

  @Test
  void anAiSdk6ToolLoopIsReadWhole() throws IOException {
    List<Span> spans = captured("vercel-ai-6.tool-loop.json");

    assertThat(spans).allMatch(span -> span.getDialect().equals("vercel_ai"));
    assertThat(spans)
        .extracting(Span::getKind)
        .containsExactly(SpanKind.LLM, SpanKind.TOOL, SpanKind.LLM, SpanKind.CHAIN);
    assertThat(spans).allMatch(span -> span.getAgentId().equals(opt("wa")));
    assertThat(spans).allMatch(span -> span.getAgentName().equals(opt("weather-agent")));
    assertThat(spans).allMatch(span -> span.getSessionId().equals(opt("s-1")));
    assertThat(spans).allMatch(span -> span.getUserId().equals(opt("u-1")));
    assertThat(spans).allMatch(span -> span.getTags().equals(List.of("a", "b")));
    assertThat(spans.get(0).getProvider()).contains("mock-prov");
    assertThat(spans.get(0).getFinishReason()).contains("tool_call");
    assertThat(spans.get(0).getInputMessages())
        .containsExactly(message("system", "You are brief"), message("user", "Weather in Paris?"));
    assertThat(spans.get(0).getOutputMessages()).containsExactly(asking("c1"));
    assertThat(spans.get(0).getTokens()).contains(tokens(20, 7, 27, UsageScope.SELF, 8, 0, 2));
    assertThat(spans.get(1).getTool().orElseThrow())
        .isEqualTo(tool("c1", "{\"city\":\"Paris\"}", "{\"city\":\"Paris\",\"temp\":22}"));
    assertThat(spans.get(2).getModel()).contains("mock-model-1-0101");
    assertThat(spans.get(2).getRequestModel()).contains("mock-model-1");
    assertThat(spans.get(2).getInputMessages())
        .containsExactly(
            message("system", "You are brief"),
            message("user", "Weather in Paris?"),
            asking("c1"),
            answering("c1", "{\"city\":\"Paris\",\"temp\":22}"));
    assertThat(spans.get(2).getOutputMessages())
        .containsExactly(message("assistant", "Sunny in Paris"));
    assertThat(spans.get(3).getOutputText()).contains("Sunny in Paris");
    assertThat(spans.get(3).getTokens())
        .contains(tokens(40, 14, 54, UsageScope.AGGREGATE, 16, 0, 4));
  }

  @Test
  void anAiSdk7ToolLoopIsReadWhole() throws IOException {
    List<Span> spans = captured("vercel-ai-7.tool-loop.json");

    assertThat(spans).allMatch(span -> span.getDialect().equals("gen_ai"));
    assertThat(spans)
        .extracting(Span::getKind)
        .containsExactly(
            SpanKind.LLM,
            SpanKind.TOOL,
            SpanKind.CHAIN,
            SpanKind.LLM,
            SpanKind.CHAIN,
            SpanKind.AGENT);
    assertThat(spans.get(0).getInputMessages())
        .containsExactly(message("system", "You are brief"), message("user", "Weather in Paris?"));
    assertThat(spans.get(0).getOutputMessages()).containsExactly(asking("c1"));
    assertThat(spans.get(0).getFinishReason()).contains("tool_call");
    assertThat(spans.get(0).getTokens()).contains(tokens(20, 7, 27, UsageScope.SELF, 8, 0, null));
    assertThat(spans.get(1).getTool().orElseThrow())
        .isEqualTo(tool("c1", "{\"city\":\"Paris\"}", "{\"city\":\"Paris\",\"temp\":22}"));
    assertThat(spans.get(3).getModel()).contains("mock-model-1-0101");
    assertThat(spans.get(3).getInputMessages())
        .containsExactly(
            message("system", "You are brief"),
            message("user", "Weather in Paris?"),
            asking("c1"),
            answering("c1", "{\"city\":\"Paris\",\"temp\":22}"));
    assertThat(spans.get(5).getTokens().orElseThrow().getScope()).isEqualTo(UsageScope.AGGREGATE);
    assertThat(spans.get(5).getTokens().orElseThrow().getInput()).contains(40L);
  }

  /** The agent stands on the outermost span only, and the session on none. */
  @Test
  void whatTheSpanDoesNotSayIsNotGuessed() throws IOException {
    List<Span> spans = captured("vercel-ai-7.tool-loop.json");

    assertThat(spans.subList(0, 5)).allMatch(span -> span.getAgentId().isEmpty());
    assertThat(spans.get(5).getAgentId()).contains("weather-agent");
    assertThat(spans).allMatch(span -> span.getSessionId().isEmpty());
  }

  @Test
  void aLangfuseTraceWithAFailedToolIsReadWhole() throws IOException {
    List<Span> spans = captured("langfuse-js-5.11.1.agent-tool-error.json");

    assertThat(spans).allMatch(span -> span.getDialect().equals("langfuse"));
    assertThat(spans).allMatch(span -> span.getSessionId().equals(opt("s-lf")));
    assertThat(spans).allMatch(span -> span.getUserId().equals(opt("u-lf")));
    assertThat(spans)
        .extracting(Span::getKind)
        .containsExactly(SpanKind.LLM, SpanKind.TOOL, SpanKind.AGENT);
    assertThat(spans.get(0).getModel()).contains("gpt-4o");
    assertThat(spans.get(0).getInputMessages()).containsExactly(message("user", "hi"));
    assertThat(spans.get(0).getOutputMessages()).containsExactly(message("assistant", "hello"));
    assertThat(spans.get(0).getTokens())
        .contains(tokens(10, 5, 15, UsageScope.SELF, null, null, null));
    assertThat(spans.get(0).getCost().orElseThrow().getTotal()).contains(0.0012);
    assertThat(spans).extracting(Span::getError).containsExactly(false, true, false);
    assertThat(spans.get(1).getStatus()).isEqualTo(SpanStatus.UNSET);
    assertThat(spans.get(1).getStatusMessage()).contains("tool failed");
    assertThat(spans.get(1).getTool().orElseThrow().getArguments()).contains("{\"id\":1}");
    assertThat(spans.get(2).getInputText()).contains("{\"q\":\"where is A1\"}");
    assertThat(spans.get(2).getOutputText()).contains("done");
  }

  @Test
  void aLangSmithTraceIsReadWhole() throws IOException {
    Span agent = captured("langsmith-js-0.10.5.agent.json").get(0);
    Span llm = captured("langsmith-js-0.10.5.llm.json").get(0);
    Span tool = captured("langsmith-js-0.10.5.tool.json").get(0);

    assertThat(List.of(agent, llm, tool))
        .allMatch(span -> span.getDialect().equals("langsmith"))
        .allMatch(span -> span.getSessionId().equals(opt("s-ls")))
        .allMatch(span -> span.getUserId().equals(opt("u")));
    assertThat(agent.getKind()).isEqualTo(SpanKind.CHAIN);
    assertThat(agent.getProvider()).isEmpty();
    assertThat(agent.getTags()).containsExactly("x");
    assertThat(agent.getInputText()).contains("{\"input\":\"where is A1\"}");
    assertThat(llm.getKind()).isEqualTo(SpanKind.LLM);
    assertThat(llm.getProvider()).contains("openai");
    assertThat(llm.getModel()).contains("gpt-4o");
    assertThat(llm.getTags()).isEmpty();
    assertThat(llm.getInputMessages()).containsExactly(message("user", "where is A1"));
    assertThat(llm.getOutputMessages()).containsExactly(message("assistant", "hello"));
    assertThat(llm.getTokens()).contains(tokens(10, 3, 13, UsageScope.SELF, null, null, null));
    assertThat(tool.getKind()).isEqualTo(SpanKind.TOOL);
    assertThat(tool.getTool().orElseThrow().getName()).isEqualTo("lookup");
    assertThat(tool.getTool().orElseThrow().getArguments()).contains("{\"id\":\"A1\"}");
    assertThat(tool.getTool().orElseThrow().getResult()).contains("{\"outputs\":\"shipped\"}");
  }

  @Test
  void aTraceloopTraceIsReadWhole() throws IOException {
    Span agent = captured("traceloop-js-0.27.0.agent.binpb").get(0);
    Span chat = captured("traceloop-js-0.27.0.chat.binpb").get(0);
    Span tool = captured("traceloop-js-0.27.0.tool.binpb").get(0);

    assertThat(List.of(agent, chat, tool))
        .allMatch(span -> span.getDialect().equals("traceloop"))
        .allMatch(span -> span.getAgentId().equals(opt("planner")))
        .allMatch(span -> span.getSessionId().equals(opt("s-tl")))
        .allMatch(span -> span.getUserId().equals(opt("u-tl")));
    assertThat(agent.getKind()).isEqualTo(SpanKind.AGENT);
    assertThat(agent.getOutputText()).contains("ok");
    assertThat(chat.getKind()).isEqualTo(SpanKind.LLM);
    assertThat(chat.getModel()).contains("gpt-4o-mini-2024-07-18");
    assertThat(chat.getRequestModel()).contains("gpt-4o-mini");
    assertThat(chat.getProvider()).contains("openai");
    assertThat(chat.getTokens()).contains(tokens(31, 9, 40, UsageScope.SELF, null, null, null));
    assertThat(chat.getInputMessages()).containsExactly(message("user", "hi"));
    assertThat(chat.getOutputMessages().get(0).getToolCalls())
        .containsExactly(
            ToolCall.newBuilder()
                .setId("call_1")
                .setName("lookup_order")
                .setArguments("{\"order_id\":\"A1\"}")
                .build());
    assertThat(tool.getKind()).isEqualTo(SpanKind.TOOL);
    assertThat(tool.getTool().orElseThrow().getName()).isEqualTo("lookup_order");
    assertThat(tool.getTool().orElseThrow().getResult()).contains("shipped");
  }

  private static Message message(String role, String content) {
    return Message.newBuilder().setRole(role).setContent(content).build();
  }

  private static Message asking(String callId) {
    ToolCall call =
        ToolCall.newBuilder()
            .setId(callId)
            .setName("weather")
            .setArguments("{\"city\":\"Paris\"}")
            .build();
    return Message.newBuilder().setRole("assistant").setToolCalls(List.of(call)).build();
  }

  private static Message answering(String callId, String content) {
    return Message.newBuilder().setRole("tool").setContent(content).setToolCallId(callId).build();
  }

  private static ToolExecution tool(String callId, String arguments, String result) {
    return ToolExecution.newBuilder()
        .setName("weather")
        .setCallId(callId)
        .setArguments(arguments)
        .setResult(result)
        .build();
  }

  private static TokenUsage tokens(
      long input,
      long output,
      long total,
      UsageScope scope,
      @Nullable Integer cacheRead,
      @Nullable Integer cacheWrite,
      @Nullable Integer reasoning) {
    return TokenUsage.newBuilder()
        .setInput(input)
        .setOutput(output)
        .setTotal(total)
        .setScope(scope)
        .setCacheRead(cacheRead == null ? null : cacheRead.longValue())
        .setCacheWrite(cacheWrite == null ? null : cacheWrite.longValue())
        .setReasoning(reasoning == null ? null : reasoning.longValue())
        .build();
  }

  private static Optional<String> opt(String value) {
    return Optional.of(value);
  }

  private static List<Span> captured(String name) throws IOException {
    Path file =
        Path.of(System.getProperty("telltale.recorded")).resolve("otlp-clients").resolve(name);
    assumeThat(Files.exists(file)).as("recorded payloads are not here: %s", file).isTrue();
    return name.endsWith(".binpb")
        ? Payloads.normalize(ExportTraceServiceRequest.parseFrom(Files.readAllBytes(file)))
        : Payloads.normalize(Files.readString(file, UTF_8));
  }
}
