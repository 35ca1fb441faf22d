// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.common.v1.AnyValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A report of tokens in JSON, unread.
 *
 * @param json as it was sent
 * @param cacheBeside whether {@code cache_read_input_tokens} and {@code
 *     cache_creation_input_tokens} are counted beside the input, as Anthropic does, or in it
 */
record UsageJson(AnyValue json, boolean cacheBeside) {
  private static final List<String> INPUT =
      List.of("prompt_tokens", "input_tokens", "inputTokens", "input");
  private static final List<String> OUTPUT =
      List.of("completion_tokens", "output_tokens", "outputTokens", "output");
  private static final List<String> TOTAL = List.of("total_tokens", "totalTokens", "total");
  private static final List<String> READ_BESIDE =
      List.of("input_cached_tokens", "input_cache_read");
  private static final List<String> WRITTEN_BESIDE =
      List.of("input_cache_creation", "input_cache_write");
  private static final List<String> REASONING_BESIDE =
      List.of("output_reasoning_tokens", "output_reasoning");
  private static final List<String> INPUT_DETAILS =
      List.of("prompt_tokens_details", "input_tokens_details", "input_token_details");
  private static final List<String> OUTPUT_DETAILS =
      List.of("completion_tokens_details", "output_tokens_details", "output_token_details");

  /** Tokens of one report, the input with what went through the cache. */
  record Tokens(
      @Nullable Long input,
      @Nullable Long output,
      @Nullable Long total,
      @Nullable Long cacheRead,
      @Nullable Long cacheWrite,
      @Nullable Long reasoning) {
    static final Tokens NONE = new Tokens(null, null, null, null, null, null);
  }

  /** What the provider itself reported. */
  static @Nullable UsageJson ofProvider(AnyValue value) {
    AnyValue json = Read.json(value);
    return json == null ? null : new UsageJson(json, true);
  }

  /** A report whose input includes the cache whatever the names in it. */
  static @Nullable UsageJson inclusive(AnyValue value) {
    AnyValue json = Read.json(value);
    return json == null ? null : new UsageJson(json, false);
  }

  /** What the report says; the report may also be a field of what was sent. */
  Tokens tokens() {
    JsonNode root = Json.tree(json);
    if (root == null) {
      return Tokens.NONE;
    }
    JsonNode usage = root.path("usage").isObject() ? root.path("usage") : root;
    Long read = number(usage, "cache_read_input_tokens");
    Long written = number(usage, "cache_creation_input_tokens");
    Long readBeside = first(usage, READ_BESIDE);
    Long writtenBeside = first(usage, WRITTEN_BESIDE);
    Long input = first(usage, INPUT);
    if (input != null) {
      input +=
          usage.has("input") ? beside(usage, "input_") : orZero(readBeside) + orZero(writtenBeside);
      input += cacheBeside ? orZero(read) + orZero(written) : 0;
    }
    Long reasoningBeside = first(usage, REASONING_BESIDE);
    Long output = first(usage, OUTPUT);
    if (output != null) {
      output += usage.has("output") ? beside(usage, "output_") : 0;
    }
    JsonNode inputDetails = details(usage, INPUT_DETAILS);
    JsonNode outputDetails = details(usage, OUTPUT_DETAILS);
    return new Tokens(
        input,
        output,
        first(usage, TOTAL),
        either(
            either(read, readBeside), first(inputDetails, List.of("cached_tokens", "cache_read"))),
        either(either(written, writtenBeside), number(inputDetails, "cache_creation")),
        either(reasoningBeside, first(outputDetails, List.of("reasoning_tokens", "reasoning"))));
  }

  /** Langfuse's SDKs take whatever they count by itself out of the input and the output. */
  private static long beside(JsonNode usage, String beginning) {
    long sum = 0;
    for (Map.Entry<String, JsonNode> field : usage.properties()) {
      sum += field.getKey().startsWith(beginning) ? orZero(number(usage, field.getKey())) : 0;
    }
    return sum;
  }

  private static JsonNode details(JsonNode usage, List<String> names) {
    for (String name : names) {
      if (usage.path(name).isObject()) {
        return usage.path(name);
      }
    }
    return usage.path(names.get(0));
  }

  private static @Nullable Long first(JsonNode parent, List<String> names) {
    for (String name : names) {
      Long number = number(parent, name);
      if (number != null) {
        return number;
      }
    }
    return null;
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

  private static long orZero(@Nullable Long number) {
    return number == null ? 0 : number;
  }
}
