// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.alert.notify.AlertText;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.RuleSentence;
import dev.telltale.schemas.alert.Transition;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What came of a demo: the numbers, each signal's labels, every alert that fired, and what is
 * missing.
 */
public final class Report {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Account account;
  private final List<Tally> tallies;
  private final List<AlertEvent> alerts;
  private final List<String> problems;

  Report(Account account, List<Tally> tallies, List<AlertEvent> alerts, List<String> problems) {
    this.account = account;
    this.tallies = tallies;
    this.alerts = alerts;
    this.problems = problems;
  }

  /** What is missing; empty when every span that was sent is accounted for. */
  public List<String> problems() {
    return problems;
  }

  /** The numbers. */
  public Account account() {
    return account;
  }

  /** The numbers as one line of JSON. */
  public String json() {
    try {
      return JSON.writeValueAsString(account);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of numbers is always JSON", e);
    }
  }

  /** The tables, for people. */
  public void print(PrintWriter out) {
    out.println();
    out.printf(
        Locale.ROOT,
        "%d spans sent, %d stored, %d came twice; %d traces, %d sessions; %d targets judged in %.0f s%n%n",
        account.spansSent(),
        account.spansStored(),
        account.spansDuplicate(),
        account.traces(),
        account.sessions(),
        account.judgeRequests(),
        account.seconds());
    out.printf(
        "%-36s %-8s %7s  %-58s %s%n",
        "signal", "scope", "labels", "shares", "agrees with the truth");
    tallies.forEach(tally -> print(tally, out));
    problems.forEach(problem -> out.println("PROBLEM: " + problem));
    out.flush();
  }

  /** Every alert that fired, with the message that people got and what it watches. */
  public void printAlerts(PrintWriter out) {
    out.println();
    List<AlertEvent> fired =
        alerts.stream().filter(event -> event.getTransition() == Transition.FIRED).toList();
    out.println(fired.isEmpty() ? "No alert fired." : "Alerts that fired, and their messages:");
    fired.forEach(event -> print(event, out));
    out.flush();
  }

  private static void print(Tally tally, PrintWriter out) {
    String agreement =
        tally.compared() == 0
            ? "-"
            : String.format(
                Locale.ROOT,
                "%d of %d conversations (%.0f %%)",
                tally.agreeing(),
                tally.compared(),
                100.0 * tally.agreeing() / tally.compared());
    out.printf(
        "%-36s %-8s %7d  %-58s %s%n",
        tally.signal(), tally.scope(), tally.labels(), shares(tally), agreement);
    if (!tally.noAnswer().isEmpty()) {
      out.printf("%-36s %-8s %7s  no answer: %s%n", "", "", "", counts(tally.noAnswer()));
    }
  }

  private static String shares(Tally tally) {
    return tally.values().entrySet().stream()
        .map(
            e ->
                String.format(
                    Locale.ROOT, "%s %.0f %%", e.getKey(), 100.0 * e.getValue() / tally.labels()))
        .collect(Collectors.joining(", "));
  }

  private static String counts(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }

  private static void print(AlertEvent event, PrintWriter out) {
    out.printf("  %s  %s%n", event.getTriggeredAt(), AlertText.headline(event));
    out.printf("%28s%s%n", "", RuleSentence.of(event.getRule()));
  }
}
