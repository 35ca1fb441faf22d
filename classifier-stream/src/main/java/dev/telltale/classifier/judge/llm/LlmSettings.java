// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.llm;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How to reach a language model.
 *
 * @param baseUrl of an OpenAI-compatible endpoint, such as {@code https://api.openai.com/v1}
 * @param apiKey if the endpoint wants one
 * @param model for signals that name none
 * @param timeout of one call
 * @param attempts of one question while the provider has a fault or wants fewer requests, 1 or more
 * @param firstPause before the second attempt; doubles from there on, with jitter
 */
public record LlmSettings(
    URI baseUrl,
    Optional<String> apiKey,
    String model,
    Duration timeout,
    int attempts,
    Duration firstPause) {
  /** Refuses settings with which no call could be made. */
  public LlmSettings {
    if (model.isBlank()) {
      throw new IllegalArgumentException("model: empty (expected: the name of a model)");
    }
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts: " + attempts + " (expected: 1 or more)");
    }
  }

  @Override
  public String toString() {
    return "LlmSettings[" + baseUrl + ", " + model + "]";
  }
}
