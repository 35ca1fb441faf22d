// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.SpanKind;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One word for what conventions and providers spell differently. */
final class Vocabulary {
  private static final Map<String, String> ROLES =
      Map.of(
          "human", "user",
          "ai", "assistant",
          "model", "assistant",
          "function", "tool",
          "developer", "system");

  private static final Map<String, String> FINISH_REASONS =
      Map.of(
          "tool_calls", "tool_call",
          "tool-calls", "tool_call",
          "tool_use", "tool_call",
          "end_turn", "stop",
          "max_tokens", "length");

  private static final Map<String, String> PROVIDERS =
      Map.ofEntries(
          Map.entry("vertex_ai", "vertexai"),
          Map.entry("gcp.vertex_ai", "vertexai"),
          Map.entry("gcp.gemini", "google"),
          Map.entry("google_ai_gemini", "google"),
          Map.entry("gcp.gen_ai", "google"),
          Map.entry("gcp.vertex.agent", "google"),
          Map.entry("aws.bedrock", "bedrock"),
          Map.entry("amazon_bedrock", "bedrock"),
          Map.entry("amazon-bedrock", "bedrock"),
          Map.entry("bedrock_converse", "bedrock"),
          Map.entry("aws", "bedrock"),
          Map.entry("az.ai.openai", "azure"),
          Map.entry("azure.ai.openai", "azure"),
          Map.entry("azure.ai.inference", "azure"),
          Map.entry("az.ai.inference", "azure"),
          Map.entry("mistral_ai", "mistral"),
          Map.entry("mistralai", "mistral"),
          Map.entry("x_ai", "xai"),
          Map.entry("open_ai", "openai"),
          Map.entry("anthropic.messages", "anthropic"));

  private static final Map<String, String> MODEL_PREFIXES =
      Map.ofEntries(
          Map.entry("gpt-", "openai"),
          Map.entry("o1", "openai"),
          Map.entry("o3", "openai"),
          Map.entry("o4", "openai"),
          Map.entry("text-embedding-", "openai"),
          Map.entry("claude-", "anthropic"),
          Map.entry("gemini-", "google"),
          Map.entry("mistral-", "mistral"),
          Map.entry("grok-", "xai"),
          Map.entry("deepseek-", "deepseek"),
          Map.entry("command-", "cohere"));

  /** What some write where the provider belongs. */
  private static final Set<String> FRAMEWORKS = Set.of("langchain", "pi");

  private static final Map<String, SpanKind> KINDS =
      Arrays.stream(SpanKind.values())
          .collect(Collectors.toUnmodifiableMap(kind -> lower(kind.name()), kind -> kind));

  private Vocabulary() {}

  /** A kind by its own name; nothing for other words. */
  static @Nullable SpanKind kind(String word) {
    return KINDS.get(lower(word));
  }

  static String role(String word) {
    String lower = lower(word);
    return ROLES.getOrDefault(lower, lower);
  }

  static String finishReason(String word) {
    String lower = lower(word);
    return FINISH_REASONS.getOrDefault(lower, lower);
  }

  static String provider(String word) {
    String lower = lower(word);
    return PROVIDERS.getOrDefault(lower, lower);
  }

  /**
   * The provider in a name that may go on with the API after a dot, as {@code openai.responses}
   * does; nothing for a framework.
   */
  static @Nullable String providerBeforeDot(String word) {
    String lower = lower(word);
    int dot = lower.indexOf('.');
    String known = PROVIDERS.get(lower);
    if (known != null) {
      return known;
    }
    String first = dot < 0 ? lower : lower.substring(0, dot);
    return first.isEmpty() || FRAMEWORKS.contains(first) ? null : provider(first);
  }

  /** Who makes a model, by the beginning of its name; nothing when the name does not say. */
  static @Nullable String providerOfModel(String model) {
    for (Map.Entry<String, String> prefix : MODEL_PREFIXES.entrySet()) {
      if (model.startsWith(prefix.getKey())) {
        return prefix.getValue();
      }
    }
    return null;
  }

  private static String lower(String word) {
    return word.strip().toLowerCase(Locale.ROOT);
  }
}
