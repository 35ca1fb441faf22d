// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.conversation;

import dev.telltale.schemas.session.Digest;
import dev.telltale.schemas.span.Cost;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanKind;
import dev.telltale.schemas.span.TokenUsage;
import dev.telltale.schemas.span.UsageScope;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Numbers of one agent's part of a trace. What no span reports stays absent: it is not zero. */
public final class Digests {
  private Digests() {}

  /**
   * Counts spans and adds up what model calls used; containers that repeat their children's usage
   * do not count.
   */
  public static Digest of(List<Span> spans) {
    return Digest.newBuilder()
        .setSpans(spans.size())
        .setLlmCalls(count(spans.stream().filter(span -> span.getKind() == SpanKind.LLM)))
        .setToolCalls(count(tools(spans)))
        .setToolErrors(count(tools(spans).filter(Span::getError)))
        .setErrors(count(spans.stream().filter(Span::getError)))
        .setInputTokens(tokens(spans, TokenUsage::getInput))
        .setOutputTokens(tokens(spans, TokenUsage::getOutput))
        .setCost(cost(spans))
        .setModels(
            spans.stream().flatMap(span -> span.getModel().stream()).distinct().sorted().toList())
        .build();
  }

  private static Stream<Span> tools(List<Span> spans) {
    return spans.stream().filter(span -> span.getKind() == SpanKind.TOOL);
  }

  private static int count(Stream<Span> spans) {
    return (int) spans.count();
  }

  private static @Nullable Long tokens(
      List<Span> spans, Function<TokenUsage, Optional<Long>> kind) {
    return spans.stream()
        .flatMap(span -> span.getTokens().stream())
        .filter(usage -> usage.getScope() == UsageScope.SELF)
        .map(usage -> kind.apply(usage).orElse(null))
        .filter(Objects::nonNull)
        .reduce(Long::sum)
        .orElse(null);
  }

  private static @Nullable Double cost(List<Span> spans) {
    return spans.stream()
        .filter(
            span -> span.getTokens().map(usage -> usage.getScope() == UsageScope.SELF).orElse(true))
        .flatMap(span -> span.getCost().stream())
        .map(cost -> cost.getTotal().orElseGet(() -> sum(cost)))
        .filter(Objects::nonNull)
        .reduce(Double::sum)
        .orElse(null);
  }

  private static @Nullable Double sum(Cost cost) {
    return cost.getInput().isEmpty() && cost.getOutput().isEmpty()
        ? null
        : (Double) (cost.getInput().orElse(0.0) + cost.getOutput().orElse(0.0));
  }
}
