// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.ToolCall;
import java.util.ArrayList;
import java.util.List;

/**
 * What an export says of a span because no other key can say it, or because its usual key has
 * another value. On exported spans these keys win over all others, so that they come back as they
 * were; nobody else's spans are read by them.
 */
final class Telltale {
  private static final int FIRST = -1_000;

  private Telltale() {}

  static Convention convention() {
    return Convention.named("telltale")
        .withRows(
            List.of(
                row("telltale.kind", Field.KIND),
                row("telltale.model", Field.MODEL),
                row("telltale.request_model", Field.REQUEST_MODEL),
                row("telltale.provider", Field.PROVIDER),
                row("telltale.input", Field.INPUT_TEXT),
                row("telltale.output", Field.OUTPUT_TEXT),
                row("telltale.input_messages", Field.EXPORTED_INPUT),
                row("telltale.output_messages", Field.EXPORTED_OUTPUT),
                new Row.FieldRow<>(
                    "telltale.finish_reason", FIRST, Field.FINISH_REASON, Read::text),
                row("telltale.tool_name", Field.TOOL_NAME),
                row("telltale.tool_call_id", Field.TOOL_CALL_ID),
                row("telltale.tokens.input", Field.TOKENS_INPUT),
                row("telltale.tokens.output", Field.TOKENS_OUTPUT),
                row("telltale.tokens.total", Field.TOKENS_TOTAL),
                row("telltale.tokens.cache_read", Field.TOKENS_CACHE_READ),
                row("telltale.tokens.cache_write", Field.TOKENS_CACHE_WRITE),
                row("telltale.tokens.reasoning", Field.TOKENS_REASONING),
                row("telltale.cost.input", Field.COST_INPUT),
                row("telltale.cost.output", Field.COST_OUTPUT),
                row("telltale.cost.total", Field.COST_TOTAL),
                row("telltale.agent_id", Field.AGENT_ID),
                row("telltale.agent_name", Field.AGENT_NAME),
                row("telltale.agent_role", Field.AGENT_ROLE),
                row("telltale.session_id", Field.SESSION_ID),
                row("telltale.user_id", Field.USER_ID),
                row("telltale.tags", Field.TAGS),
                row("telltale.error_type", Field.ERROR_TYPE),
                row("telltale.dialect", Field.DIALECT),
                row("telltale.error", Field.EXPORTED_ERROR),
                row("telltale.content_redacted", Field.REDACTED),
                row("telltale.truncated_values", Field.TRUNCATED)))
        .withResourceRows(
            row("telltale.exported", Field.EXPORTED),
            row("telltale.service_name", Field.SERVICE_NAME),
            row("telltale.service_version", Field.SERVICE_VERSION),
            row("telltale.environment", Field.ENVIRONMENT));
  }

  /** Sets what only these files say of a span. */
  static void restore(Draft draft, Span.Builder canonical) {
    String dialect = draft.take(Field.DIALECT);
    Long truncated = draft.take(Field.TRUNCATED);
    canonical
        .setSourceTraceId(draft.take(Field.SOURCE_TRACE_ID))
        .setSourceSpanId(draft.take(Field.SOURCE_SPAN_ID))
        .setDialect(dialect == null ? canonical.getDialect() : dialect)
        .setError(draft.take(Field.EXPORTED_ERROR) != null || canonical.getError())
        .setContentRedacted(draft.take(Field.REDACTED) != null || canonical.getContentRedacted());
    if (truncated != null) {
      canonical.setTruncatedValues((int) Math.min(Integer.MAX_VALUE, truncated));
    }
  }

  /** Messages as an export writes them; exactly, where a provider's would be interpreted. */
  static MessageList messages(String json) {
    MessageList messages = new MessageList();
    JsonNode root = Json.tree(json);
    if (root != null) {
      root.path("messages").forEach(message -> messages.add(message(message)));
    }
    return messages;
  }

  private static Message message(JsonNode json) {
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode call : json.path("tool_calls")) {
      calls.add(
          ToolCall.newBuilder()
              .setId(call.path("id").textValue())
              .setName(call.path("function").path("name").asText())
              .setArguments(call.path("function").path("arguments").asText())
              .build());
    }
    return Message.newBuilder()
        .setRole(json.path("role").asText())
        .setContent(json.path("content").asText())
        .setName(json.path("name").textValue())
        .setToolCallId(json.path("tool_call_id").textValue())
        .setToolCalls(calls)
        .build();
  }

  private static <T> Row.FieldRow<T> row(String key, Field<T> field) {
    return new Row.FieldRow<>(key, FIRST, field);
  }
}
