// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.llm;

import dev.telltale.classifier.judge.Question;
import dev.telltale.schemas.signal.SignalVersion;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What questions to language models take, before anybody asks them. May be used from any thread.
 */
public final class PromptCosts {
  private final Optional<LlmSettings> settings;

  /** Any secret: the marks that are made from it are equally long. */
  private final Prompt prompt = new Prompt(new byte[] {1});

  /** Takes the settings of the judges, if they are known here. */
  public PromptCosts(Optional<LlmSettings> settings) {
    this.settings = settings;
  }

  /** A guess of the tokens that a model reads for a question, as the rate limits have it. */
  public long inputTokens(Question question) {
    return Prompt.tokens(prompt.transcript(question.request()), List.of(question));
  }

  /** The model that would be asked, as {@code provider:model}; empty when nobody knows. */
  public Optional<String> model(SignalVersion version) {
    return name(version).map(name -> name.provider() + ':' + name.model());
  }

  /** US dollars, without any discount for what is read twice; empty when nobody knows the price. */
  public OptionalDouble cost(SignalVersion version, long inputTokens, long outputTokens) {
    return settings
        .flatMap(
            known ->
                name(version)
                    .flatMap(
                        name ->
                            Provider.price(provider(known, name), known.prices(), name.model())))
        .map(price -> OptionalDouble.of(new Usage(inputTokens, 0, 0, outputTokens).cost(price)))
        .orElse(OptionalDouble.empty());
  }

  private Optional<ModelName> name(SignalVersion version) {
    return settings.flatMap(known -> ModelName.of(version.getModel(), known.providers()));
  }

  private static ProviderSettings provider(LlmSettings settings, ModelName name) {
    return settings.providers().stream()
        .filter(provider -> provider.name().equals(name.provider()))
        .findFirst()
        .map(Objects::requireNonNull)
        .orElseThrow();
  }
}
