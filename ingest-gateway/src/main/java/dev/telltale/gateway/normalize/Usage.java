// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.schemas.span.Cost;
import dev.telltale.schemas.span.SpanKind;
import dev.telltale.schemas.span.TokenUsage;
import dev.telltale.schemas.span.UsageScope;
import org.jspecify.annotations.Nullable;

/** What a span used up. What is not reported stays absent. */
final class Usage {
  private Usage() {}

  /** Tokens; those of a container repeat its children's and must not be summed. */
  static @Nullable TokenUsage tokens(Draft draft, SpanKind kind) {
    Long input = draft.take(Field.TOKENS_INPUT);
    Long output = draft.take(Field.TOKENS_OUTPUT);
    Long total = draft.take(Field.TOKENS_TOTAL);
    Long cacheRead = draft.take(Field.TOKENS_CACHE_READ);
    Long cacheWrite = draft.take(Field.TOKENS_CACHE_WRITE);
    Long reasoning = draft.take(Field.TOKENS_REASONING);
    boolean self = kind == SpanKind.LLM || kind == SpanKind.EMBEDDING;
    TokenUsage.Builder usage =
        TokenUsage.newBuilder().setScope(self ? UsageScope.SELF : UsageScope.AGGREGATE);
    if (input == null && output == null && total == null) {
      String json = draft.peek(Field.USAGE_JSON);
      JsonNode root = json == null ? null : Json.tree(json);
      return root == null ? null : provider(root, usage);
    }
    return usage
        .setInput(input)
        .setOutput(output)
        .setTotal(total == null ? sum(input, output) : total)
        .setCacheRead(cacheRead)
        .setCacheWrite(cacheWrite)
        .setReasoning(reasoning)
        .build();
  }

  /** Cost, as the client reckons it. */
  static @Nullable Cost cost(Draft draft) {
    Double input = draft.take(Field.COST_INPUT);
    Double output = draft.take(Field.COST_OUTPUT);
    Double total = draft.take(Field.COST_TOTAL);
    if (input == null && output == null && total == null) {
      return null;
    }
    return Cost.newBuilder().setInput(input).setOutput(output).setTotal(total).build();
  }

  private static @Nullable TokenUsage provider(JsonNode usage, TokenUsage.Builder tokens) {
    Long cacheWrite = number(usage, "cache_creation_input_tokens");
    Long separateRead = number(usage, "cache_read_input_tokens");
    Long input = either(number(usage, "prompt_tokens"), number(usage, "input_tokens"));
    Long output = either(number(usage, "completion_tokens"), number(usage, "output_tokens"));
    Long total = number(usage, "total_tokens");
    if (input == null && output == null && total == null) {
      return null;
    }
    if (input != null) {
      // Anthropic counts what went through its cache beside the input, the others in it.
      input += orZero(cacheWrite) + orZero(separateRead);
    }
    JsonNode inputDetails = details(usage, "prompt_tokens_details", "input_tokens_details");
    JsonNode outputDetails = details(usage, "completion_tokens_details", "output_tokens_details");
    return tokens
        .setInput(input)
        .setOutput(output)
        .setTotal(total == null ? sum(input, output) : total)
        .setCacheRead(either(separateRead, number(inputDetails, "cached_tokens")))
        .setCacheWrite(cacheWrite)
        .setReasoning(number(outputDetails, "reasoning_tokens"))
        .build();
  }

  private static JsonNode details(JsonNode usage, String chat, String responses) {
    return usage.has(chat) ? usage.path(chat) : usage.path(responses);
  }

  private static @Nullable Long number(JsonNode parent, String field) {
    JsonNode node = parent.path(field);
    return node.isIntegralNumber() && node.canConvertToLong() && node.asLong() >= 0
        ? node.asLong()
        : null;
  }

  private static @Nullable Long either(@Nullable Long first, @Nullable Long second) {
    return first == null ? second : first;
  }

  private static @Nullable Long sum(@Nullable Long input, @Nullable Long output) {
    return input == null || output == null ? null : Long.valueOf(input + output);
  }

  private static long orZero(@Nullable Long number) {
    return number == null ? 0 : number;
  }
}
