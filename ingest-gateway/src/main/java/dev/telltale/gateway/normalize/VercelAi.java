// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import io.opentelemetry.proto.common.v1.AnyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Vercel's AI SDK, versions 3 to 6, and whoever builds on it: OpenCode as it is, Mastra with other
 * beginnings of the same keys. From version 7 on the SDK writes {@link GenAi}.
 *
 * @see <a href="https://ai-sdk.dev/docs/ai-sdk-core/telemetry">its telemetry</a>
 */
final class VercelAi {
  private static final List<String> BEGINNINGS =
      List.of("ai.", "stream.", "streamText.", "generateText.", "streamObject.", "generateObject.");

  /** By the last word of the operation; all that is left of the SDK's own is a chain. */
  private static final Map<String, SpanKind> KINDS =
      Map.of(
          "doGenerate", SpanKind.LLM,
          "doStream", SpanKind.LLM,
          "doEmbed", SpanKind.EMBEDDING,
          "doRerank", SpanKind.RERANKER,
          "toolCall", SpanKind.TOOL);

  private VercelAi() {}

  static Convention convention() {
    List<Row> rows = new ArrayList<>();
    for (String beginning : BEGINNINGS) {
      rows.addAll(rows(beginning));
    }
    rows.add(new Row.FieldRow<>("aisdk.model.id", 81, Field.MODEL));
    rows.add(new Row.FieldRow<>("aisdk.model.provider", 51, Field.PROVIDER));
    return Convention.named("vercel_ai")
        .inScopes("ai", "@mastra")
        .markedBy("ai.operationId", "ai.model.id", "ai.telemetry.functionId", "aisdk.model.id")
        .withRows(rows);
  }

  private static @Nullable SpanKind kind(AnyValue value) {
    String operation = value.getStringValue();
    SpanKind kind = KINDS.get(operation.substring(operation.lastIndexOf('.') + 1));
    return kind == null && operation.startsWith("ai.") ? SpanKind.CHAIN : kind;
  }

  private static List<Row> rows(String at) {
    return List.of(
        new Row.FieldRow<>(at + "operationId", 75, Field.KIND, VercelAi::kind),
        new Row.FieldRow<>(at + "model.id", 81, Field.MODEL),
        new Row.FieldRow<>(at + "model.id", 30, Field.REQUEST_MODEL),
        new Row.FieldRow<>(at + "response.model", 40, Field.MODEL),
        new Row.FieldRow<>(at + "model.provider", 50, Field.PROVIDER, Read::providerBeforeDot),
        new Row.FieldRow<>(at + "prompt.messages", 40, Field.INPUT_MESSAGES),
        new Row.FieldRow<>(at + "prompt", 55, Field.INPUT_TEXT),
        new Row.FieldRow<>(at + "response.text", 55, Field.OUTPUT_TEXT),
        new Row.FieldRow<>(at + "response.object", 56, Field.OUTPUT_TEXT),
        new Row.FieldRow<>(at + "result.text", 57, Field.OUTPUT_TEXT),
        new Row.FieldRow<>(at + "result.object", 58, Field.OUTPUT_TEXT),
        new Row.FieldRow<>(at + "response.finishReason", 30, Field.FINISH_REASON),
        new Row.FieldRow<>(at + "finishReason", 31, Field.FINISH_REASON),
        new Row.FieldRow<>(at + "usage.inputTokens", 40, Field.TOKENS_INPUT),
        new Row.FieldRow<>(at + "usage.promptTokens", 41, Field.TOKENS_INPUT),
        new Row.FieldRow<>(at + "usage.outputTokens", 40, Field.TOKENS_OUTPUT),
        new Row.FieldRow<>(at + "usage.completionTokens", 41, Field.TOKENS_OUTPUT),
        new Row.FieldRow<>(at + "usage.totalTokens", 40, Field.TOKENS_TOTAL),
        new Row.FieldRow<>(at + "usage.tokens", 41, Field.TOKENS_TOTAL),
        new Row.FieldRow<>(at + "usage.cachedInputTokens", 50, Field.TOKENS_CACHE_READ),
        new Row.FieldRow<>(
            at + "usage.inputTokenDetails.cacheReadTokens", 51, Field.TOKENS_CACHE_READ),
        new Row.FieldRow<>(
            at + "usage.inputTokenDetails.cacheWriteTokens", 50, Field.TOKENS_CACHE_WRITE),
        new Row.FieldRow<>(at + "usage.reasoningTokens", 40, Field.TOKENS_REASONING),
        new Row.FieldRow<>(
            at + "usage.outputTokenDetails.reasoningTokens", 41, Field.TOKENS_REASONING),
        new Row.FieldRow<>(at + "toolCall.name", 30, Field.TOOL_NAME),
        new Row.FieldRow<>(at + "toolCall.id", 30, Field.TOOL_CALL_ID),
        new Row.FieldRow<>(at + "toolCall.args", 17, Field.TOOL_ARGUMENTS),
        new Row.FieldRow<>(at + "toolCall.result", 17, Field.TOOL_RESULT),
        new Row.FieldRow<>(at + "telemetry.functionId", 60, Field.AGENT_ALIAS),
        new Row.FieldRow<>(at + "telemetry.metadata.sessionId", 50, Field.SESSION_ID),
        new Row.FieldRow<>(at + "telemetry.metadata.session_id", 51, Field.SESSION_ID),
        new Row.FieldRow<>(at + "telemetry.metadata.userId", 50, Field.USER_ID),
        new Row.FieldRow<>(at + "telemetry.metadata.user_id", 51, Field.USER_ID),
        new Row.FieldRow<>(at + "telemetry.metadata.agentId", 60, Field.AGENT_ID),
        new Row.FieldRow<>(at + "telemetry.metadata.role", 60, Field.AGENT_ROLE),
        new Row.FieldRow<>(at + "telemetry.metadata.tags", 30, Field.TAGS),
        new Row.MessageRow(at + "response.text", Row.Side.ANSWER, Parts.CONTENT),
        new Row.MessageRow(at + "response.toolCalls", Row.Side.ANSWER, Parts.CALLS),
        new Row.MessageRow(at + "response.object", Row.Side.ANSWER, Parts.OBJECT),
        new Row.MessageRow(at + "result.text", Row.Side.ANSWER, Parts.CONTENT),
        new Row.MessageRow(at + "result.toolCalls", Row.Side.ANSWER, Parts.CALLS),
        new Row.MessageRow(at + "result.object", Row.Side.ANSWER, Parts.OBJECT));
  }
}
