// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.overview;

import dev.telltale.alert.notify.AlertText;
import dev.telltale.alert.notify.Message;
import dev.telltale.schemas.alert.DailyDigest;
import dev.telltale.schemas.alert.DigestCard;
import dev.telltale.schemas.alert.RuleWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A daily overview in words. Names and numbers; never content of a conversation. */
final class OverviewText {
  private OverviewText() {}

  /**
   * The message.
   *
   * @param id the same whenever it is sent again
   */
  static Message of(String id, DailyDigest digest, Optional<Message.More> more) {
    return Message.plain(
        id,
        digest.getProject(),
        "Overview of " + digest.getProject() + " on " + digest.getDay() + ": " + total(digest),
        facts(digest),
        digest.getCards().stream().map(OverviewText::card).toList(),
        more,
        digest.getAt());
  }

  private static List<AlertText.Fact> facts(DailyDigest digest) {
    List<AlertText.Fact> facts = new ArrayList<>();
    facts.add(new AlertText.Fact("Day", digest.getDay() + ", " + digest.getTimeZone()));
    facts.add(new AlertText.Fact("Classified", total(digest)));
    facts.add(new AlertText.Fact("Alerts that fired", Integer.toString(digest.getAlertsFired())));
    facts.add(new AlertText.Fact("Judge failures", Long.toString(digest.getFailedVerdicts())));
    digest
        .getCost()
        .ifPresent(
            usd ->
                facts.add(
                    new AlertText.Fact(
                        "Cost of judging", String.format(Locale.ROOT, "%.2f USD", usd))));
    return facts;
  }

  private static String total(DailyDigest digest) {
    int signals = digest.getCards().size();
    return RuleWords.labels(digest.getLabels())
        + " in "
        + signals
        + (signals == 1 ? " signal" : " signals");
  }

  private static String card(DigestCard card) {
    List<String> parts = new ArrayList<>();
    parts.add(RuleWords.labels(card.getLabels()) + change(card));
    if (card.getMover().isPresent() && card.getMoverPoints().isPresent()) {
      parts.add(
          RuleWords.line(card.getMover().get())
              + " moved by "
              + signed(card.getMoverPoints().get())
              + " percentage points");
    }
    if (card.getLabels() > 0) {
      parts.add(values(card));
    }
    return card.getAgent() + "/" + card.getSignal() + ": " + String.join("; ", parts);
  }

  private static String values(DigestCard card) {
    return card.getValues().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(
            value ->
                RuleWords.line(value.getKey())
                    + " "
                    + RuleWords.rate((double) value.getValue() / card.getLabels())
                    + " %")
        .collect(Collectors.joining(", "));
  }

  private static String change(DigestCard card) {
    return card.getChange()
        .map(percent -> " (" + signed(percent) + " % since the day before)")
        .orElse(" (none the day before)");
  }

  private static String signed(double value) {
    String number = RuleWords.number(value, 1);
    return value > 0 && !number.equals("0") ? "+" + number : number;
  }
}
