// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.telltale.control.manifest.Durations;
import dev.telltale.control.manifest.Words;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.RuleSentence;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
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
    String comparison,
    String fires,
    String window,
    long minLabels,
    String cooldown,
    String severity,
    @JsonProperty("notify") List<String> channels,
    boolean enabled,
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
        Words.of(rule.getComparison()),
        fires(rule),
        Durations.text(Duration.ofMillis(rule.getWindowMs())),
        rule.getMinLabels(),
        Durations.text(Duration.ofMillis(rule.getCooldownMs())),
        Words.of(rule.getSeverity()),
        rule.getChannels().stream().map(Channel::getKind).toList(),
        rule.getEnabled(),
        RuleSentence.of(rule),
        rule.getCreatedAt().toString(),
        rule.getUpdatedAt().toString(),
        rule.getAuthor().orElse(null));
  }

  private static String fires(AlertRule rule) {
    String side = rule.getOperator() == Operator.AT_OR_ABOVE ? "above " : "below ";
    BigDecimal threshold = BigDecimal.valueOf(rule.getThreshold()).stripTrailingZeros();
    return "at or " + side + threshold.toPlainString();
  }
}
