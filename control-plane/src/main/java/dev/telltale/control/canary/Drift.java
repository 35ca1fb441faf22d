// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.canary;

import dev.telltale.alert.window.SignTest;
import dev.telltale.schemas.alert.Transition;
import dev.telltale.schemas.label.Interval;
import dev.telltale.schemas.run.CanarySet;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a judge agrees with people less than it did. Each canary is held against up to thirty
 * good ones before it, on the labels that they share. It has fallen when its agreement is below the
 * Wilson 95 % interval of their mean, and of the labels on which the judge was of one mind, the
 * same two times in three, more turned wrong than turned right by more than chance explains. The
 * first says that it is much, the second that it is one way: a judge that answers doubtful targets
 * now so and now so does neither. The targets are the same, so the test is of pairs; two intervals
 * that overlap would hide what pairs show.
 *
 * <p>Thirty, because a judge that gets worse a little every day never falls against yesterday.
 * Canaries after a fall are not good, so a judge that stays bad is not the new measure of itself;
 * it has recovered once it is no longer below that interval. Pure.
 */
public final class Drift {
  private static final int GOOD_ONES = 30;

  /** One side of a two-sided 95 %. */
  private static final double CHANCE = 0.025;

  private final Deque<CanaryRun> good = new ArrayDeque<>();
  private boolean fallen;

  private Drift() {}

  /**
   * A canary against those before it, on the labels that they share.
   *
   * @param reference the newest of those before
   * @param before of the shared labels, so many the judge gave before, on average
   * @param now of the shared labels, those that it gives now
   * @param pValue that so many more turned wrong than right
   */
  public record Comparison(CanaryRun reference, int shared, int before, int now, double pValue) {
    /** Of the agreement before. */
    public Interval intervalBefore() {
      return Interval.wilson95(before, shared);
    }

    /** 0 to 1. */
    public double agreement() {
      return (double) now / shared;
    }

    boolean isBelow() {
      return agreement() < intervalBefore().low();
    }

    boolean isFall() {
      return isBelow() && pValue <= CHANCE;
    }
  }

  /**
   * What a canary shows.
   *
   * @param comparison empty where too few labels are shared with those before
   * @param fallen whether the judge counts as fallen after it
   * @param transition what it changes, if anything
   */
  public record Step(
      CanaryRun run,
      Optional<Comparison> comparison,
      boolean fallen,
      Optional<Transition> transition) {}

  /**
   * One step for each canary that has compared something.
   *
   * @param runs of one signal, the oldest first
   */
  public static List<Step> of(Collection<CanaryRun> runs) {
    Drift drift = new Drift();
    return runs.stream()
        .filter(run -> run.agreement().isPresent())
        // One whose judge hardly answered, as in an outage, says nothing of what it would answer.
        .filter(run -> run.alike().size() + run.unlike().size() >= CanarySet.FEWEST)
        .map(drift::next)
        .toList();
  }

  private Step next(CanaryRun run) {
    Optional<Comparison> held = against(run);
    boolean before = fallen;
    fallen = held.isPresent() && (fallen ? held.get().isBelow() : held.get().isFall());
    if (!fallen) {
      if (held.isEmpty()) {
        // People have labelled other targets, or anew: what was before says nothing of these.
        good.clear();
      }
      good.addLast(run);
      if (good.size() > GOOD_ONES) {
        good.removeFirst();
      }
    }
    Optional<Transition> transition =
        before == fallen
            ? Optional.empty()
            : Optional.of(fallen ? Transition.FIRED : Transition.RECOVERED);
    return new Step(run, held, fallen, transition);
  }

  private Optional<Comparison> against(CanaryRun run) {
    Map<String, Said> before = new HashMap<>();
    for (CanaryRun one : good) {
      one.alike().forEach(id -> before.merge(id, new Said(1, 1), Said::plus));
      one.unlike().forEach(id -> before.merge(id, new Said(0, 1), Said::plus));
    }
    List<Said> alike = shared(run.alike(), before);
    List<Said> unlike = shared(run.unlike(), before);
    int shared = alike.size() + unlike.size();
    if (shared < CanarySet.FEWEST) {
      return Optional.empty();
    }
    double share = Stream.concat(alike.stream(), unlike.stream()).mapToDouble(Said::share).sum();
    int worse = (int) unlike.stream().filter(Said::wasRight).count();
    int better = (int) alike.stream().filter(Said::wasWrong).count();
    return Optional.of(
        new Comparison(
            good.getLast(),
            shared,
            (int) Math.round(share),
            alike.size(),
            SignTest.pValue(worse, better)));
  }

  private static List<Said> shared(List<String> labels, Map<String, Said> before) {
    return labels.stream().flatMap(id -> Optional.ofNullable(before.get(id)).stream()).toList();
  }

  /** How often a judge gave a person's label before, of so many times. */
  private record Said(int right, int times) {
    Said plus(Said other) {
      return new Said(right + other.right, times + other.times);
    }

    double share() {
      return (double) right / times;
    }

    boolean wasRight() {
      return 3 * right >= 2 * times;
    }

    boolean wasWrong() {
      return 3 * right <= times;
    }
  }
}
