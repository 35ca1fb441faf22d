// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.alert.window.Counts;
import dev.telltale.alert.window.Cover;
import dev.telltale.alert.window.Cover.Span;
import dev.telltale.alert.window.Tally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The counted verdicts of a partition's signals over time, in panes and in hours beside them. */
final class Windows {
  /** So many targets of a value are remembered in a pane. */
  private static final int SLOTS = 10;

  private static final Comparator<ShownTarget> NEWEST_FIRST =
      Comparator.comparingLong(ShownTarget::getAt)
          .thenComparingLong(ShownTarget::getNumber)
          .reversed();

  private final Timeline<Pane> panes;
  private final Timeline<Pane> hours;
  private final Timeline<ShownTarget> shown;

  Windows(Stores stores) {
    this.panes = stores.panes();
    this.hours = stores.hours();
    this.shown = stores.shown();
  }

  /**
   * Counts a target in its verdict's pane.
   *
   * @param at when it was read
   * @return the number that the verdict has there
   */
  long add(String signal, String target, CountedVerdict verdict, long at) {
    String value = verdict.getValue().orElse(null);
    long number = add(panes, signal, verdict.getPane(), verdict, value);
    add(hours, signal, hourOf(verdict.getPane()), verdict, value);
    if (value != null && number >= 0) {
      shown.put(
          slot(signal, value, number), new ShownTarget(target, at, number), verdict.getPane());
    }
    return number;
  }

  /** Takes back what {@link #add} did. */
  void remove(String signal, String target, CountedVerdict verdict) {
    String value = verdict.getValue().orElse(null);
    remove(panes, signal, verdict.getPane(), verdict, value);
    remove(hours, signal, hourOf(verdict.getPane()), verdict, value);
    if (value != null && verdict.getNumber() >= 0) {
      String slot = slot(signal, value, verdict.getNumber());
      ShownTarget stored = shown.get(slot, verdict.getPane());
      if (stored != null && stored.getTargetId().equals(target)) {
        shown.remove(slot, verdict.getPane());
      }
    }
  }

  /** All verdicts of a window whose ends are ends of panes. */
  Counts counts(String signal, Span window) {
    Cover cover = Cover.of(window);
    Tally sum = new Tally();
    cover.hours().forEach(span -> addAll(sum, hours, signal, span));
    cover.panes().forEach(span -> addAll(sum, panes, signal, span));
    return sum.counts();
  }

  /** The newest targets of a window whose label is wanted, newest first. */
  List<String> newest(
      String signal, Span window, Counts counts, Predicate<String> wanted, int most) {
    List<ShownTarget> found = new ArrayList<>();
    for (String value : counts.values().keySet()) {
      if (wanted.test(value) && counts.of(value) > 0) {
        for (int slot = 0; slot < SLOTS; slot++) {
          shown.each(slot(signal, value, slot), window.from(), window.to(), found::add);
        }
      }
    }
    return found.stream().sorted(NEWEST_FIRST).limit(most).map(ShownTarget::getTargetId).toList();
  }

  private static long add(
      Timeline<Pane> store,
      String signal,
      long start,
      CountedVerdict verdict,
      @Nullable String value) {
    Tally tally = tally(store.get(signal, start));
    long number = Tally.NO_NUMBER;
    if (value == null) {
      tally.addUnlabelled();
    } else {
      number = tally.add(value, verdict.getExtra(), verdict.getVersion());
    }
    store.put(signal, tally.keep(Pane::new), start);
    return number;
  }

  private static void remove(
      Timeline<Pane> store,
      String signal,
      long start,
      CountedVerdict verdict,
      @Nullable String value) {
    Tally tally = tally(store.get(signal, start));
    if (value == null) {
      tally.removeUnlabelled();
    } else {
      tally.remove(value, verdict.getExtra(), verdict.getVersion());
    }
    store.put(signal, tally.keep(Pane::new), start);
  }

  private static void addAll(Tally sum, Timeline<Pane> store, String signal, Span span) {
    store.each(signal, span.from(), span.to(), pane -> sum.add(tally(pane)));
  }

  private static Tally tally(@Nullable Pane pane) {
    return pane == null
        ? new Tally()
        : new Tally(
            pane.getLabels(),
            pane.getVerdicts(),
            pane.getValues(),
            pane.getOthers(),
            pane.getExtra(),
            pane.getOthersExtra(),
            pane.getVersions(),
            pane.getGone());
  }

  private static String slot(String signal, String value, long number) {
    return signal + '\0' + value + '\0' + number % SLOTS;
  }

  private static long hourOf(long pane) {
    return Math.floorDiv(pane, Cover.HOUR) * Cover.HOUR;
  }
}
