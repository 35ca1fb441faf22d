// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.telltale.control.manifest.AlertFields;
import dev.telltale.control.manifest.ChannelText;
import dev.telltale.control.manifest.Durations;
import dev.telltale.control.manifest.Words;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.RuleSentence;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An alert as the API shows it, in the words of manifests. */
record AlertView(
    String key,
    String agent,
    String signal,
    String alert,
    String name,
    int revision,
    String metric,
    @Nullable String value,
    String comparison,
    String fires,
    @Nullable Double recovery,
    String window,
    long minLabels,
    String minLabelsIn,
    @Nullable Map<String, Object> significance,
    boolean fireFromZero,
    String cooldown,
    String severity,
    String noData,
    boolean notifyRecovery,
    @JsonProperty("notify") List<String> channels,
    boolean enabled,
    boolean archived,
    String sentence,
    String createdAt,
    String updatedAt,
    @Nullable String author) {

  static AlertView of(AlertRule rule) {
    return new AlertView(
        AlertId.of(rule).text(),
        rule.getAgent(),
        rule.getSignal(),
        rule.getAlert(),
        rule.getName(),
        rule.getRevision(),
        Words.of(rule.getMetric()),
        rule.getValue().orElse(null),
        Words.of(rule.getComparison()),
        AlertFields.fires(rule),
        AlertFields.recovery(rule),
        Durations.text(Duration.ofMillis(rule.getWindowMs())),
        rule.getMinLabels(),
        Words.of(rule.getMinLabelsIn()),
        rule.getSignificance().map(AlertFields::significance).orElse(null),
        rule.getFireFromZero(),
        Durations.text(Duration.ofMillis(rule.getCooldownMs())),
        Words.of(rule.getSeverity()),
        Words.of(rule.getNoData()),
        rule.getNotifyRecovery(),
        rule.getChannels().stream().map(ChannelText::of).toList(),
        rule.getEnabled(),
        rule.getArchived(),
        RuleSentence.of(rule),
        rule.getCreatedAt().toString(),
        rule.getUpdatedAt().toString(),
        rule.getAuthor().orElse(null));
  }
}
