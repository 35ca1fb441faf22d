// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.dispatch;

import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.topic.KeyText;
import java.time.Duration;
import java.util.Arrays;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/**
 * What was dispatched lately: a model call once, a trace or session again when a revision brings
 * something new, at most three times a day. Rows go by themselves when they are too old to matter:
 * a session is remembered for a week.
 */
final class Dispatched {
  static final Duration KEPT = Duration.ofDays(8);
  private static final int A_DAY = 3;

  private final WindowStore<String, byte[]> store;

  /** Whether a target may be dispatched. */
  enum Answer {
    NEW,
    SAME,
    OFTEN
  }

  Dispatched(WindowStore<String, byte[]> store) {
    this.store = store;
  }

  Answer ask(Target target, byte[] content) {
    long now = target.closed().toEpochMilli();
    long dayAgo = now - Duration.ofDays(1).toMillis();
    int today = 0;
    try (WindowStoreIterator<byte[]> rows = store.fetch(key(target), now - KEPT.toMillis(), now)) {
      while (rows.hasNext()) {
        KeyValue<Long, byte[]> row = rows.next();
        if (target.scope() == SignalScope.SPAN || Arrays.equals(row.value, content)) {
          return Answer.SAME;
        }
        today += row.key > dayAgo ? 1 : 0;
      }
    }
    return today < A_DAY ? Answer.NEW : Answer.OFTEN;
  }

  void remember(Target target, byte[] content) {
    store.put(key(target), content, target.closed().toEpochMilli());
  }

  private static String key(Target target) {
    return target.scope()
        + "|"
        + KeyText.slug(target.project())
        + '/'
        + KeyText.slug(target.agent())
        + '|'
        + target.targetId();
  }
}
