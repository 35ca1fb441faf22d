// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.telltale.control.manifest.SignalFields;
import dev.telltale.control.manifest.Words;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalVersion;
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
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double confidence,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double checkPercent,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String distilled,
    String createdAt,
    @Nullable String author) {

  static SignalView of(SignalDefinition definition) {
    SignalHistory history = new SignalHistory(definition);
    SignalVersion version = history.version();
    boolean isCascade = version.getJudge() == JudgeKind.CASCADE;
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
        SignalFields.sentiments(version),
        version.getSampleRate(),
        version.getSalt().orElse(null),
        version.getFilter().orElse(null),
        Words.of(version.getJudge()),
        version.getModel().orElse(null),
        Words.of(version.getOfflineReads()),
        SignalFields.examples(version),
        isCascade ? SignalHistory.confidence(version) : null,
        isCascade ? version.getCheckPercent() : null,
        version.getHeadRun().orElse(null),
        version.getCreatedAt().toString(),
        version.getAuthor().orElse(null));
  }
}
