// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.alert.window.Counts;
import dev.telltale.alert.window.Cover;
import dev.telltale.alert.window.Cover.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/** The counted verdicts of a partition's signals over time, in panes and in hours beside them. */
final class Windows {
  private static final int NEWEST_OF_A_VALUE = 10;

  private final WindowStore<String, Pane> panes;
  private final WindowStore<String, Pane> hours;
  private final WindowStore<String, NewestTargets> newest;

  Windows(
      WindowStore<String, Pane> panes,
      WindowStore<String, Pane> hours,
      WindowStore<String, NewestTargets> newest) {
    this.panes = panes;
    this.hours = hours;
    this.newest = newest;
  }

  /** Counts a target in a pane: with a label, or with a verdict that is none. */
  void add(String signal, String target, @Nullable String value, long pane) {
    count(panes, signal, pane, counts -> counts.with(value));
    count(hours, signal, hourOf(pane), counts -> counts.with(value));
    if (value != null) {
      remember(signal, target, value, pane);
    }
  }

  /** Takes back what {@link #add} did. */
  void remove(String signal, String target, @Nullable String value, long pane) {
    count(panes, signal, pane, counts -> counts.without(value));
    count(hours, signal, hourOf(pane), counts -> counts.without(value));
    if (value != null) {
      forget(signal, target, pane);
    }
  }

  /** All verdicts of a window whose ends are ends of panes. */
  Counts counts(String signal, Span window) {
    Cover cover = Cover.of(window);
    return sum(hours, signal, cover.hours()).plus(sum(panes, signal, cover.panes()));
  }

  /** The newest targets of a window whose label is wanted, newest first. */
  List<String> newest(String signal, Span window, Predicate<String> wanted, int most) {
    List<String> found = new ArrayList<>();
    try (WindowStoreIterator<NewestTargets> newestFirst =
        newest.backwardFetch(signal, window.from(), window.to() - 1)) {
      while (newestFirst.hasNext() && found.size() < most) {
        newestFirst.next().value.getTargets().stream()
            .filter(target -> wanted.test(target.getValue()))
            .limit(most - found.size())
            .forEach(target -> found.add(target.getTargetId()));
      }
    }
    return found;
  }

  private void remember(String signal, String target, String value, long pane) {
    List<LabelledTarget> targets = new ArrayList<>();
    targets.add(new LabelledTarget(target, value));
    int ofValue = 1;
    for (LabelledTarget earlier : targets(signal, pane)) {
      if (!earlier.getValue().equals(value) || ofValue++ < NEWEST_OF_A_VALUE) {
        targets.add(earlier);
      }
    }
    newest.put(signal, new NewestTargets(targets), pane);
  }

  private void forget(String signal, String target, long pane) {
    List<LabelledTarget> targets = new ArrayList<>(targets(signal, pane));
    if (targets.removeIf(earlier -> earlier.getTargetId().equals(target))) {
      newest.put(signal, new NewestTargets(targets), pane);
    }
  }

  private List<LabelledTarget> targets(String signal, long pane) {
    NewestTargets stored = newest.fetch(signal, pane);
    return stored == null ? List.of() : stored.getTargets();
  }

  private static void count(
      WindowStore<String, Pane> store, String signal, long start, UnaryOperator<Counts> change) {
    Pane stored = store.fetch(signal, start);
    Counts changed = change.apply(stored == null ? Counts.NONE : counts(stored));
    store.put(
        signal,
        new Pane(changed.labels(), changed.verdicts(), changed.values(), changed.others()),
        start);
  }

  /** Adds up in place: a window of two days has more than a hundred panes. */
  private static Counts sum(WindowStore<String, Pane> store, String signal, List<Span> spans) {
    long labels = 0;
    long verdicts = 0;
    long others = 0;
    Map<String, Long> values = new HashMap<>();
    for (Span span : spans) {
      try (WindowStoreIterator<Pane> stored = store.fetch(signal, span.from(), span.to() - 1)) {
        while (stored.hasNext()) {
          Pane pane = stored.next().value;
          labels += pane.getLabels();
          verdicts += pane.getVerdicts();
          others += pane.getOthers();
          pane.getValues().forEach((value, n) -> values.merge(value, n, Long::sum));
        }
      }
    }
    return new Counts(labels, verdicts, values, others);
  }

  private static Counts counts(Pane pane) {
    return new Counts(pane.getLabels(), pane.getVerdicts(), pane.getValues(), pane.getOthers());
  }

  private static long hourOf(long pane) {
    return Math.floorDiv(pane, Cover.HOUR) * Cover.HOUR;
  }
}
