// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import dev.telltale.control.manifest.Words;
import dev.telltale.schemas.signal.Example;
import dev.telltale.schemas.signal.OutcomeSentiment;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A signal as the API shows it, in the words of manifests. */
record SignalView(
    String key,
    String agent,
    String signal,
    String name,
    String type,
    String scope,
    String state,
    int version,
    String prompt,
    List<String> labels,
    Map<String, String> sentiments,
    double sampleRate,
    @Nullable String salt,
    @Nullable String filter,
    String judge,
    @Nullable String model,
    String reads,
    Map<String, List<String>> examples,
    String createdAt,
    @Nullable String author) {

  static SignalView of(SignalDefinition definition) {
    SignalHistory history = new SignalHistory(definition);
    SignalVersion version = history.version();
    return new SignalView(
        SignalKey.of(definition).text(),
        definition.getAgent(),
        definition.getSignal(),
        definition.getName(),
        Words.of(definition.getType()),
        Words.of(definition.getScope()),
        Words.of(history.state()),
        version.getVersion(),
        version.getPrompt(),
        version.getLabels(),
        sentiments(version),
        version.getSampleRate(),
        version.getSalt().orElse(null),
        version.getFilter().orElse(null),
        Words.of(version.getJudge()),
        version.getModel().orElse(null),
        Words.of(version.getOfflineReads()),
        examples(version),
        version.getCreatedAt().toString(),
        version.getAuthor().orElse(null));
  }

  private static Map<String, String> sentiments(SignalVersion version) {
    Map<String, String> sentiments = new LinkedHashMap<>();
    for (OutcomeSentiment sentiment : version.getSentiments()) {
      sentiments.put(sentiment.getOutcome(), Words.of(sentiment.getSentiment()));
    }
    return sentiments;
  }

  private static Map<String, List<String>> examples(SignalVersion version) {
    Map<String, List<String>> examples = new LinkedHashMap<>();
    for (Example example : version.getExamples()) {
      examples
          .computeIfAbsent(example.getOutcome(), outcome -> new ArrayList<>())
          .add(example.getText());
    }
    return examples;
  }
}
