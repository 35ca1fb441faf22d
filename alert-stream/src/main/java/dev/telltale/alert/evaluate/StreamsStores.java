// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/** The stores of a task, as the evaluation sees them. */
final class StreamsStores {
  private StreamsStores() {}

  static Stores of(ProcessorContext<?, ?> context) {
    return new Stores(
        new Windowed<>(context.getStateStore(EvaluateTopology.PANES)),
        new Windowed<>(context.getStateStore(EvaluateTopology.HOURS)),
        new Windowed<>(context.getStateStore(EvaluateTopology.SHOWN)),
        new Windowed<>(context.getStateStore(EvaluateTopology.VERDICTS)),
        new Keyed<>(context.getStateStore(EvaluateTopology.STATES)),
        new Keyed<>(context.getStateStore(EvaluateTopology.CLOCK)),
        new Keyed<>(context.getStateStore(EvaluateTopology.OUTAGES)));
  }

  static Table<Long> charted(ProcessorContext<?, ?> context) {
    return new Keyed<>(context.getStateStore(EvaluateTopology.CHARTED));
  }

  private record Windowed<V>(WindowStore<String, V> store) implements Timeline<V> {
    @Override
    public @Nullable V get(String key, long at) {
      return store.fetch(key, at);
    }

    @Override
    public void put(String key, V value, long at) {
      store.put(key, value, at);
    }

    @Override
    public void remove(String key, long at) {
      store.put(key, null, at);
    }

    @Override
    public @Nullable Stamped<V> first(String key, long from, long to) {
      try (WindowStoreIterator<V> found = store.fetch(key, from, to)) {
        if (!found.hasNext()) {
          return null;
        }
        KeyValue<Long, V> first = found.next();
        return new Stamped<>(first.key, first.value);
      }
    }

    @Override
    public void each(String key, long from, long to, Consumer<V> consumer) {
      try (WindowStoreIterator<V> found = store.fetch(key, from, to - 1)) {
        while (found.hasNext()) {
          consumer.accept(found.next().value);
        }
      }
    }
  }

  private record Keyed<V>(KeyValueStore<String, V> store) implements Table<V> {
    @Override
    public @Nullable V get(String key) {
      return store.get(key);
    }

    @Override
    public void put(String key, V value) {
      store.put(key, value);
    }

    @Override
    public void remove(String key) {
      store.delete(key);
    }

    @Override
    public List<Entry<V>> entries() {
      List<Entry<V>> all = new ArrayList<>();
      try (KeyValueIterator<String, V> found = store.all()) {
        found.forEachRemaining(entry -> all.add(new Entry<>(entry.key, entry.value)));
      }
      return all;
    }
  }
}
