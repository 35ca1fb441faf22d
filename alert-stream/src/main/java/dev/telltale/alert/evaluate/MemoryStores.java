// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Stores in memory, for one signal or a few: panes are bounded by time, whatever the traffic. */
public final class MemoryStores {
  private static final Duration PANES_KEPT = LabelFold.PANES_KEPT.plusHours(1);

  private MemoryStores() {}

  /**
   * Makes empty stores.
   *
   * @param verdicts one for each target of five weeks: too many for memory where there is traffic
   */
  public static Stores with(Timeline<CountedVerdict> verdicts) {
    return new Stores(
        new Times<>(PANES_KEPT),
        new Times<>(PANES_KEPT),
        new Times<>(PANES_KEPT),
        verdicts,
        new Keys<>(),
        new Keys<>(),
        new Keys<>());
  }

  /** Makes empty stores. */
  static Stores make() {
    return with(new Times<>(LabelFold.VERDICTS_KEPT));
  }

  private static final class Times<V> implements Timeline<V> {
    private final Map<String, NavigableMap<Long, V>> byKey = new HashMap<>();
    private final long kept;

    Times(Duration kept) {
      this.kept = kept.toMillis();
    }

    @Override
    public @Nullable V get(String key, long at) {
      return of(key).get(at);
    }

    @Override
    public void put(String key, V value, long at) {
      NavigableMap<Long, V> values = byKey.computeIfAbsent(key, k -> new TreeMap<>());
      values.put(at, value);
      values.headMap(values.lastKey() - kept).clear();
    }

    @Override
    public void remove(String key, long at) {
      NavigableMap<Long, V> values = of(key);
      values.remove(at);
      if (values.isEmpty()) {
        byKey.remove(key);
      }
    }

    @Override
    public @Nullable Stamped<V> first(String key, long from, long to) {
      Map.Entry<Long, V> first = of(key).ceilingEntry(from);
      return first == null || first.getKey() > to
          ? null
          : new Stamped<>(first.getKey(), first.getValue());
    }

    @Override
    public void each(String key, long from, long to, Consumer<V> consumer) {
      of(key).subMap(from, to).values().forEach(consumer);
    }

    private NavigableMap<Long, V> of(String key) {
      return byKey.getOrDefault(key, new TreeMap<>());
    }
  }

  private static final class Keys<V> implements Table<V> {
    private final Map<String, V> values = new TreeMap<>();

    @Override
    public @Nullable V get(String key) {
      return values.get(key);
    }

    @Override
    public void put(String key, V value) {
      values.put(key, value);
    }

    @Override
    public void remove(String key) {
      values.remove(key);
    }

    @Override
    public List<Entry<V>> entries() {
      List<Entry<V>> all = new ArrayList<>();
      values.forEach((key, value) -> all.add(new Entry<>(key, value)));
      return all;
    }
  }
}
