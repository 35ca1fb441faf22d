// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import dev.telltale.classifier.judge.Question;
import dev.telltale.classifier.judge.llm.LlmSettings;
import dev.telltale.classifier.judge.llm.PromptCosts;
import dev.telltale.classifier.revisit.Tariff;
import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalVersion;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the language models that are configured take.
 *
 * @param settings the judges', if they are known here
 */
public record LlmTariff(Optional<LlmSettings> settings) implements Tariff {
  @Override
  public long inputTokens(SignalHistory signal, SignalVersion version, JudgeRequest request) {
    return costs().inputTokens(new Question(signal, version, request));
  }

  @Override
  public Optional<String> model(SignalVersion version) {
    return costs().model(version);
  }

  @Override
  public OptionalDouble cost(SignalVersion version, long inputTokens, long outputTokens) {
    return costs().cost(version, inputTokens, outputTokens);
  }

  private PromptCosts costs() {
    return new PromptCosts(settings);
  }
}
