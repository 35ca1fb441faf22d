// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.signal.Example;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.OutcomeSentiment;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A signal as the fields of a manifest that would make it: what is absent there is absent here. The
 * way back of {@link ManifestReader}.
 */
public final class SignalFields {
  private SignalFields() {}

  /** All fields of a signal as it is, in the order of manifests. */
  public static Map<String, Object> of(SignalDefinition definition) {
    SignalHistory history = new SignalHistory(definition);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("agent", definition.getAgent());
    fields.put("signal", definition.getSignal());
    fields.put("name", definition.getName());
    fields.put("type", Words.of(definition.getType()));
    fields.put("scope", Words.of(definition.getScope()));
    fields.put("state", Words.of(history.state()));
    fields.putAll(of(history.version()));
    return fields;
  }

  /** The fields that have versions. */
  public static Map<String, Object> of(SignalVersion version) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("prompt", version.getPrompt());
    if (!version.getLabels().isEmpty()) {
      fields.put("labels", List.copyOf(version.getLabels()));
    }
    fields.put("sentiments", sentiments(version));
    fields.put("sampleRate", version.getSampleRate());
    version.getSalt().ifPresent(salt -> fields.put("salt", salt));
    version.getFilter().ifPresent(filter -> fields.put("filter", filter));
    fields.put("judge", Words.of(version.getJudge()));
    version.getModel().ifPresent(model -> fields.put("model", model));
    if (version.getJudge() != JudgeKind.LLM) {
      fields.put("reads", Words.of(version.getOfflineReads()));
      version.getHeadRun().ifPresent(run -> fields.put("distilled", run));
    }
    if (version.getJudge() == JudgeKind.CASCADE) {
      fields.put("confidence", SignalHistory.confidence(version));
      fields.put("checkPercent", version.getCheckPercent());
    }
    Map<String, List<String>> examples = examples(version);
    if (!examples.isEmpty()) {
      fields.put("examples", examples);
    }
    return fields;
  }

  /** The sentiment of each outcome, in their order. */
  public static Map<String, String> sentiments(SignalVersion version) {
    Map<String, String> sentiments = new LinkedHashMap<>();
    for (OutcomeSentiment sentiment : version.getSentiments()) {
      sentiments.put(sentiment.getOutcome(), Words.of(sentiment.getSentiment()));
    }
    return sentiments;
  }

  /** The examples of each outcome that has some. */
  public static Map<String, List<String>> examples(SignalVersion version) {
    Map<String, List<String>> examples = new LinkedHashMap<>();
    for (Example example : version.getExamples()) {
      examples
          .computeIfAbsent(example.getOutcome(), outcome -> new ArrayList<>())
          .add(example.getText());
    }
    return examples;
  }
}
