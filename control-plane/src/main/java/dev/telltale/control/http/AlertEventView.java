// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import dev.telltale.control.manifest.ChannelText;
import dev.telltale.control.manifest.Words;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.Delivery;
import dev.telltale.schemas.alert.RuleSentence;
import dev.telltale.schemas.alert.RuleWords;
import dev.telltale.schemas.alert.WindowCounts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an alert did, as the API shows it.
 *
 * @param sentence of the rule as it was then
 * @param alert the whole rule as it was then
 * @param observed what the threshold is held against
 * @param observedText the same for people
 * @param told false when it was kept silent
 */
record AlertEventView(
    String id,
    String key,
    String name,
    String transition,
    String triggeredAt,
    boolean told,
    String sentence,
    @Nullable Double observed,
    @Nullable String observedText,
    @Nullable Double level,
    @Nullable Double prior,
    @Nullable Double intervalLow,
    @Nullable Double intervalHigh,
    @Nullable Double pValue,
    Window window,
    @Nullable Window priorWindow,
    List<String> evidence,
    AlertView alert) {

  /**
   * The labels of a window.
   *
   * @param coverage labels / verdicts; null without verdicts
   * @param versions of the signal that made the labels
   */
  record Window(
      String from,
      String to,
      long labels,
      long matching,
      long verdicts,
      @Nullable Double coverage,
      List<Integer> versions) {
    static Window of(WindowCounts counts) {
      return new Window(
          counts.getFrom().toString(),
          counts.getTo().toString(),
          counts.getLabels(),
          counts.getMatching(),
          counts.getVerdicts(),
          AlertStateView.coverage(counts.getLabels(), counts.getVerdicts()),
          List.copyOf(counts.getVersions()));
    }
  }

  /**
   * What became of a message.
   *
   * @param outcome delivered, failed, muted, digested or switched_off
   */
  record DeliveryView(String channel, String outcome, int attempts, String detail, String at) {
    static DeliveryView of(Delivery delivery) {
      return new DeliveryView(
          ChannelText.of(delivery.getChannel()),
          Words.of(delivery.getOutcome()),
          delivery.getAttempts(),
          delivery.getDetail(),
          delivery.getAt().toString());
    }
  }

  static AlertEventView of(AlertEvent event) {
    return new AlertEventView(
        event.getEventId(),
        AlertId.of(event.getRule()).text(),
        event.getRule().getName(),
        Words.of(event.getTransition()),
        event.getTriggeredAt().toString(),
        event.getNotify(),
        RuleSentence.of(event.getRule()),
        event.getObserved().orElse(null),
        event.getObserved().map(value -> RuleWords.observed(event.getRule(), value)).orElse(null),
        event.getLevel().orElse(null),
        event.getPrior().orElse(null),
        event.getIntervalLow().orElse(null),
        event.getIntervalHigh().orElse(null),
        event.getPValue().orElse(null),
        Window.of(event.getWindow()),
        event.getPriorWindow().map(Window::of).orElse(null),
        List.copyOf(event.getEvidence()),
        AlertView.of(event.getRule()));
  }
}
