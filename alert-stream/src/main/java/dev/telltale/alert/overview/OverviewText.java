// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.overview;

import dev.telltale.schemas.alert.DailyDigest;
import dev.telltale.schemas.alert.DigestCard;
import dev.telltale.schemas.alert.RuleWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A daily overview in words. Names and numbers; never content of a conversation.
 *
 * @param subject one line
 * @param summary the whole day, a line each
 * @param cards a signal each, biggest movers first
 */
public record OverviewText(String subject, List<String> summary, List<Card> cards) {
  /** Keeps copies. */
  public OverviewText {
    summary = List.copyOf(summary);
    cards = List.copyOf(cards);
  }

  /** A signal's day: its name, and what to say of it. */
  public record Card(String signal, List<String> lines) {
    /** Keeps a copy. */
    public Card {
      lines = List.copyOf(lines);
    }
  }

  /** The words of an overview. */
  public static OverviewText of(DailyDigest digest) {
    String total = RuleWords.labels(digest.getLabels());
    String day = digest.getDay() + " (" + digest.getTimeZone() + ")";
    List<String> summary = new ArrayList<>();
    summary.add(total + " in " + count(digest.getCards().size(), "signal") + " on " + day + ".");
    summary.add(
        digest.getAlertsFired() == 0
            ? "No alert fired."
            : count(digest.getAlertsFired(), "alert") + " fired.");
    if (digest.getFailedVerdicts() > 0) {
      summary.add(
          count(digest.getFailedVerdicts(), "target") + " got no label because the judge failed.");
    }
    digest
        .getCost()
        .ifPresent(usd -> summary.add(String.format(Locale.ROOT, "Judging cost %.2f USD.", usd)));
    return new OverviewText(
        "Telltale, " + digest.getProject() + ", " + digest.getDay() + ": " + total,
        summary,
        digest.getCards().stream().map(OverviewText::card).toList());
  }

  /** All of it as plain text. */
  public String text() {
    StringBuilder text = new StringBuilder();
    summary.forEach(line -> text.append(line).append('\n'));
    for (Card card : cards) {
      text.append('\n').append(card.signal).append('\n');
      card.lines.forEach(line -> text.append("  ").append(line).append('\n'));
    }
    return text.toString();
  }

  private static Card card(DigestCard card) {
    List<String> lines = new ArrayList<>();
    lines.add(RuleWords.labels(card.getLabels()) + change(card));
    if (card.getMover().isPresent() && card.getMoverPoints().isPresent()) {
      lines.add(
          "biggest move: "
              + RuleWords.line(card.getMover().get())
              + " "
              + signed(card.getMoverPoints().get())
              + " percentage points since the day before");
    }
    if (card.getLabels() > 0) {
      lines.add(
          card.getValues().entrySet().stream()
              .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
              .map(
                  value ->
                      RuleWords.line(value.getKey())
                          + " "
                          + value.getValue()
                          + " ("
                          + RuleWords.rate((double) value.getValue() / card.getLabels())
                          + " %)")
              .collect(Collectors.joining(", ")));
    }
    return new Card(card.getAgent() + "/" + card.getSignal(), lines);
  }

  private static String change(DigestCard card) {
    return card.getChange()
        .map(
            percent ->
                ", " + signed(percent) + " % (" + card.getLabelsBefore() + " the day before)")
        .orElse(card.getLabelsBefore() == 0 ? ", none the day before" : "");
  }

  private static String signed(double value) {
    String number = RuleWords.number(value, 1);
    return value > 0 && !number.equals("0") ? "+" + number : number;
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
