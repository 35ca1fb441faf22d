// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import io.opentelemetry.proto.common.v1.AnyValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Vercel's Eve. Its spans are {@link VercelAi} and from version 4 of its schema on {@link GenAi},
 * with the session in a key of its own; what it keeps of a run in its workflows begins with a
 * dollar sign and adds up a turn.
 *
 * @see <a href="https://github.com/vercel/eve">its source</a>
 */
final class Eve {
  private static final Map<String, SpanKind> KINDS =
      Map.ofEntries(
          Map.entry("session", SpanKind.CHAIN),
          Map.entry("turn", SpanKind.AGENT),
          Map.entry("subagent", SpanKind.AGENT));

  private Eve() {}

  /** The span of a turn is named like an operation of the AI SDK, maybe with the agent after it. */
  private static @Nullable SpanKind turn(AnyValue value) {
    return value.getStringValue().startsWith("ai.eve.turn") ? SpanKind.AGENT : null;
  }

  static Convention convention() {
    return Convention.named("eve")
        .inScopes("eve")
        .markedBy(
            "eve.session.id",
            "eve.turn.id",
            "ai.settings.context.eve.session.id",
            "$eve.type",
            "$eve.root")
        .withRows(
            List.of(
                new Row.FieldRow<>("operation.name", 74, Field.KIND, Eve::turn),
                new Row.FieldRow<>("$eve.type", 79, Field.KIND, Read.kindIn(KINDS)),
                new Row.FieldRow<>("eve.session.id", 45, Field.SESSION_ID),
                new Row.FieldRow<>("ai.settings.context.eve.session.id", 46, Field.SESSION_ID),
                new Row.FieldRow<>("$eve.root", 47, Field.SESSION_ID),
                new Row.FieldRow<>("$eve.subagent", 47, Field.AGENT_NAME),
                new Row.FieldRow<>("$eve.model", 72, Field.MODEL),
                new Row.FieldRow<>("$eve.input_tokens", 60, Field.TOKENS_INPUT),
                new Row.FieldRow<>("$eve.output_tokens", 60, Field.TOKENS_OUTPUT),
                new Row.FieldRow<>("$eve.cache_read_tokens", 60, Field.TOKENS_CACHE_READ),
                new Row.FieldRow<>("$eve.cache_write_tokens", 60, Field.TOKENS_CACHE_WRITE),
                new Row.FieldRow<>("$eve.cost_usd", 60, Field.COST_TOTAL)))
        .withSpanNames(
            Map.ofEntries(
                Map.entry("ai.eve.turn", SpanKind.AGENT),
                Map.entry("agent.step", SpanKind.CHAIN),
                Map.entry("agent.action", SpanKind.CHAIN)));
  }
}
