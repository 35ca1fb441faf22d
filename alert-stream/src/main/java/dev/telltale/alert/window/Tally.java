// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.window;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts verdicts, and takes them back. Changes the maps that it was made of: a pane is read,
 * changed and written for each label. Not for several threads.
 */
public final class Tally {
  /**
   * Three times what a signal may have: a definition's earlier versions may have had other labels.
   */
  public static final int MOST_VALUES = 32;

  /** The number of a label whose value found no place. */
  public static final long NO_NUMBER = -1;

  private final Map<String, Long> values;
  private final Map<String, Long> extra;
  private final Map<String, Long> versions;
  private final Map<String, Long> gone;
  private long labels;
  private long verdicts;
  private long others;
  private long othersExtra;

  /** Starts from nothing. */
  public Tally() {
    this(0, 0, new HashMap<>(), 0, new HashMap<>(), 0, new HashMap<>(), new HashMap<>());
  }

  /**
   * Goes on from there.
   *
   * @param values an entry stays when it falls to 0
   * @param versions targets with a label by version, in decimal
   * @param gone targets of a value that were taken away again
   */
  public Tally(
      long labels,
      long verdicts,
      Map<String, Long> values,
      long others,
      Map<String, Long> extra,
      long othersExtra,
      Map<String, Long> versions,
      Map<String, Long> gone) {
    this.labels = labels;
    this.verdicts = verdicts;
    this.values = values;
    this.others = others;
    this.extra = extra;
    this.othersExtra = othersExtra;
    this.versions = versions;
    this.gone = gone;
  }

  /** Adds a verdict that is no label. */
  public void addUnlabelled() {
    verdicts++;
  }

  /** Takes one back. */
  public void removeUnlabelled() {
    verdicts--;
  }

  /**
   * Adds a label.
   *
   * @param weight what it weighs above one, in millionths
   * @return its number among those that were ever added with that value; {@link #NO_NUMBER} when
   *     the value found no place
   */
  public long add(String value, long weight, int version) {
    verdicts++;
    labels++;
    change(versions, Integer.toString(version), 1);
    Long before = values.get(value);
    if (before == null && values.size() >= MOST_VALUES) {
      others++;
      othersExtra += weight;
      return NO_NUMBER;
    }
    long had = before == null ? 0 : before;
    values.put(value, had + 1);
    change(extra, value, weight);
    return had + gone.getOrDefault(value, 0L);
  }

  /**
   * Takes a label back. A value that found no place once never gets one later, so it is taken from
   * where it was added.
   */
  public void remove(String value, long weight, int version) {
    verdicts--;
    labels--;
    change(versions, Integer.toString(version), -1);
    Long before = values.get(value);
    if (before == null) {
      others--;
      othersExtra -= weight;
      return;
    }
    values.put(value, before - 1);
    change(extra, value, -weight);
    change(gone, value, 1);
  }

  /** Adds another's, but not what was taken away. */
  public void add(Tally more) {
    labels += more.labels;
    verdicts += more.verdicts;
    others += more.others;
    othersExtra += more.othersExtra;
    more.values.forEach((value, n) -> values.merge(value, n, Long::sum));
    more.extra.forEach((value, n) -> change(extra, value, n));
    more.versions.forEach((version, n) -> change(versions, version, n));
  }

  /** What was counted, as it is now. */
  public Counts counts() {
    return new Counts(
        labels,
        verdicts,
        values,
        others,
        extra,
        othersExtra,
        versions.keySet().stream().map(Integer::valueOf).sorted().toList());
  }

  /** Where the numbers go to be kept. */
  public interface Kept<T> {
    /** Makes what is kept; the maps are this tally's own. */
    T of(
        long labels,
        long verdicts,
        Map<String, Long> values,
        long others,
        Map<String, Long> extra,
        long othersExtra,
        Map<String, Long> versions,
        Map<String, Long> gone);
  }

  /** Makes what is kept of it. */
  public <T> T keep(Kept<T> kept) {
    return kept.of(labels, verdicts, values, others, extra, othersExtra, versions, gone);
  }

  private static void change(Map<String, Long> map, String key, long by) {
    if (by == 0) {
      return;
    }
    Long before = map.get(key);
    long after = before == null ? by : before + by;
    if (after == 0) {
      map.remove(key);
    } else {
      map.put(key, after);
    }
  }
}
