// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.overview;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.DailyDigest;
import dev.telltale.schemas.alert.DigestCard;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.label.Precedence;
import dev.telltale.schemas.signal.SignalKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Counts a project's day and the day before it. Each target counts once a day, by its counted label
 * of that day; by decision time, live labels only, as alerts do. One thread.
 */
final class DayTally {
  /** With fewer labels on either day a share moves by chance alone, and is called no mover. */
  private static final long LEAST_LABELS = 20;

  private final String project;
  private final Day day;
  private final Map<SignalKey, Targets> today = new HashMap<>();
  private final Map<SignalKey, Targets> yesterday = new HashMap<>();
  private int fired;
  private @Nullable Double cost;

  /** A verdict that counts, and what it says; null for a failure or a skip. */
  private record Counted(Precedence precedence, @Nullable String value, boolean failed) {}

  /** The targets of a signal in a day. */
  private record Targets(Map<String, Counted> byId) {
    void add(Label label) {
      Counted next =
          new Counted(
              Precedence.of(label),
              label.getValue().orElse(null),
              label.getOutcome() == Outcome.FAILED);
      byId.merge(
          label.getTargetId(),
          next,
          (before, after) -> after.precedence.replaces(before.precedence) ? after : before);
    }

    Map<String, Long> values() {
      Map<String, Long> values = new TreeMap<>();
      byId.values()
          .forEach(
              counted -> {
                if (counted.value != null) {
                  values.merge(counted.value, 1L, Long::sum);
                }
              });
      return values;
    }

    long failed() {
      return byId.values().stream().filter(Counted::failed).count();
    }
  }

  private record Mover(String value, double points) {}

  DayTally(String project, Day day) {
    this.project = project;
    this.day = day;
  }

  /**
   * Takes a label; others' and those of other days are passed over.
   *
   * @param at when it was written
   */
  void add(Label label, Instant at) {
    if (!label.getProject().equals(project) || label.getOrigin() != Origin.LIVE) {
      return;
    }
    SignalKey signal = new SignalKey(project, label.getAgent(), label.getSignal());
    if (day.has(at)) {
      today.computeIfAbsent(signal, key -> new Targets(new HashMap<>())).add(label);
      label.getCost().ifPresent(usd -> cost = cost == null ? usd : cost + usd);
    } else if (day.before().has(at)) {
      yesterday.computeIfAbsent(signal, key -> new Targets(new HashMap<>())).add(label);
    }
  }

  /** Takes an event; counts what was told that day. */
  void add(AlertEvent event, Instant at) {
    if (event.getRule().getProject().equals(project)
        && event.getTransition() == Transition.FIRED
        && event.getNotify()
        && day.has(at)) {
      fired++;
    }
  }

  /** The overview; a signal that was labelled the day before and not that day is in it, too. */
  DailyDigest digest(Instant now) {
    TreeSet<SignalKey> signals = new TreeSet<>(Comparator.comparing(SignalKey::text));
    signals.addAll(today.keySet());
    signals.addAll(yesterday.keySet());
    List<DigestCard> cards = new ArrayList<>();
    long failed = 0;
    for (SignalKey signal : signals) {
      cards.add(card(signal));
      failed += of(today, signal).failed();
    }
    cards.sort(
        Comparator.comparingDouble(
                (DigestCard card) -> -Math.abs(card.getMoverPoints().orElse(0.0)))
            .thenComparingDouble(card -> -Math.abs(card.getChange().orElse(0.0)))
            .thenComparingLong(card -> -card.getLabels()));
    return DailyDigest.newBuilder()
        .setProject(project)
        .setDay(day.date().toString())
        .setTimeZone(day.zone().getId())
        .setLabels(cards.stream().mapToLong(DigestCard::getLabels).sum())
        .setCards(cards)
        .setAlertsFired(fired)
        .setFailedVerdicts(failed)
        .setCost(cost)
        .setAt(now)
        .build();
  }

  private DigestCard card(SignalKey signal) {
    Map<String, Long> values = of(today, signal).values();
    Map<String, Long> before = of(yesterday, signal).values();
    long labels = sum(values);
    long labelsBefore = sum(before);
    Optional<Mover> mover = mover(values, before);
    return DigestCard.newBuilder()
        .setAgent(signal.agent())
        .setSignal(signal.signal())
        .setLabels(labels)
        .setLabelsBefore(labelsBefore)
        .setChange(labelsBefore == 0 ? null : 100.0 * (labels - labelsBefore) / labelsBefore)
        .setValues(values)
        .setMover(mover.map(Mover::value).orElse(null))
        .setMoverPoints(mover.map(Mover::points).orElse(null))
        .build();
  }

  private static Optional<Mover> mover(Map<String, Long> now, Map<String, Long> before) {
    long labels = sum(now);
    long labelsBefore = sum(before);
    if (labels < LEAST_LABELS || labelsBefore < LEAST_LABELS) {
      return Optional.empty();
    }
    TreeSet<String> values = new TreeSet<>(now.keySet());
    values.addAll(before.keySet());
    // Of a binary signal both move by the same; people ask about true.
    return values.descendingSet().stream()
        .map(
            value ->
                new Mover(
                    value,
                    100.0
                        * ((double) now.getOrDefault(value, 0L) / labels
                            - (double) before.getOrDefault(value, 0L) / labelsBefore)))
        .max(Comparator.comparingDouble(mover -> Math.abs(Math.rint(mover.points * 1e6))));
  }

  private static Targets of(Map<SignalKey, Targets> day, SignalKey signal) {
    return day.getOrDefault(signal, new Targets(Map.of()));
  }

  private static long sum(Map<String, Long> values) {
    return values.values().stream().mapToLong(Long::longValue).sum();
  }
}
