// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.signal.SignalKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is used of the budgets: by the labels that were read, whoever wrote them, and by what is
 * under way here until its label was read. Another worker's calls are seen when their labels are:
 * so much may be used too much. May be used from any thread.
 */
public final class Spending {
  private static final String FREE = "offline";

  private final Budgets budgets;
  private final InstantSource time;
  private final JudgeMetrics metrics;
  private final Map<SignalKey, Account> signals = new HashMap<>();
  private final Map<String, Account> projects = new HashMap<>();
  private final Map<String, UnderWay> underWay = new HashMap<>();

  private record UnderWay(SignalKey signal, double usd) {}

  /** Nothing is used yet. */
  public Spending(Budgets budgets, InstantSource time, JudgeMetrics metrics) {
    this.budgets = budgets;
    this.time = time;
    this.metrics = metrics;
  }

  /** False when nobody has a budget: then there is nothing to read. */
  public boolean isLimited() {
    return !budgets.isNone();
  }

  /** A call starts, unless a budget is used up: then it says which, for people. */
  synchronized Optional<String> start(SignalKey signal, String labelId) {
    if (!isLimited()) {
      return Optional.empty();
    }
    Instant now = time.instant();
    for (Account account : accounts(signal)) {
      Optional<String> exhausted = account.exhausted(now);
      if (exhausted.isPresent()) {
        return exhausted;
      }
    }
    if (underWay.putIfAbsent(labelId, new UnderWay(signal, 0)) == null) {
      accounts(signal).forEach(account -> account.underWay(1, 0));
    }
    return Optional.empty();
  }

  /** A call is over; it counts as under way until its label is read. */
  synchronized void answered(String labelId, double usd) {
    UnderWay call = underWay.get(labelId);
    if (call != null) {
      underWay.put(labelId, new UnderWay(call.signal(), usd));
      accounts(call.signal()).forEach(account -> account.underWay(0, usd - call.usd()));
    }
  }

  /** A call is over, and there will be no label of it now. */
  synchronized void dropped(String labelId) {
    UnderWay call = underWay.remove(labelId);
    if (call != null) {
      accounts(call.signal()).forEach(account -> account.underWay(-1, -call.usd()));
    }
  }

  /** A label was read, this worker's or another's. */
  synchronized void read(Label label) {
    dropped(label.getLabelId());
    if (!costs(label)) {
      return;
    }
    SignalKey signal = new SignalKey(label.getProject(), label.getAgent(), label.getSignal());
    Instant now = time.instant();
    for (Account account : accounts(signal)) {
      account.paid(label.getDecidedAt(), label.getCost().orElse(0.0));
      tell(account, now);
    }
  }

  private void tell(Account account, Instant now) {
    for (Period period : Period.values()) {
      String per = period.name().toLowerCase(java.util.Locale.ROOT);
      Account.Used used = account.used(period, now);
      if (account.budget().calls(period) > 0) {
        metrics.budget(
            account.owner(),
            per,
            "calls",
            (double) used.calls(),
            (double) account.budget().calls(period));
      }
      if (account.budget().usd(period) > 0) {
        metrics.budget(account.owner(), per, "usd", used.usd(), account.budget().usd(period));
      }
    }
  }

  /**
   * People's labels and previews are not paid from here, nor is what runs in this process, unless a
   * model was called to check it.
   */
  private static boolean costs(Label label) {
    return (label.getOrigin() == Origin.LIVE || label.getOrigin() == Origin.BACKFILL)
        && label.getOutcome() != Outcome.SKIPPED
        && !label.getJudgeProvider().isEmpty()
        && (!label.getJudgeProvider().equals(FREE) || label.getInputTokens().isPresent());
  }

  private List<Account> accounts(SignalKey signal) {
    return List.of(
        signals.computeIfAbsent(signal, key -> new Account(key.text(), budgets.of(key))),
        projects.computeIfAbsent(
            signal.project(), name -> new Account(name, budgets.ofProject(name))));
  }
}
