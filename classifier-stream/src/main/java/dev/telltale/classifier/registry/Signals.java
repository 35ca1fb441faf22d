// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.registry;

import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every signal as of one moment of the definitions' log. Immutable. */
public final class Signals {
  private final Map<SignalKey, SignalHistory> byKey = new HashMap<>();
  private final Map<Reader, List<SignalHistory>> byReader = new HashMap<>();
  private final long offset;

  /** Whose targets a signal reads. */
  private record Reader(String project, String agent, SignalScope scope) {}

  /**
   * Takes the definitions that stand in the log before an offset.
   *
   * @param offset everything before it is in
   */
  public Signals(Map<SignalKey, SignalDefinition> definitions, long offset) {
    this.offset = offset;
    definitions.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getKey().text()))
        .forEach(entry -> add(entry.getKey(), new SignalHistory(entry.getValue())));
  }

  /** The signals that ask about one agent's targets of a scope, in the order of their keys. */
  public List<SignalHistory> of(String project, String agent, SignalScope scope) {
    return byReader.getOrDefault(new Reader(project, agent, scope), List.of());
  }

  /** All of them. */
  public Map<SignalKey, SignalHistory> all() {
    return Collections.unmodifiableMap(byKey);
  }

  /** The signal of that key. */
  public Optional<SignalHistory> get(SignalKey key) {
    return Optional.ofNullable(byKey.get(key));
  }

  /** Everything before this offset of the definitions' log is in. */
  public long offset() {
    return offset;
  }

  private void add(SignalKey key, SignalHistory history) {
    byKey.put(key, history);
    SignalDefinition definition = history.definition();
    Reader reader =
        new Reader(definition.getProject(), definition.getAgent(), definition.getScope());
    byReader.computeIfAbsent(reader, r -> new ArrayList<>()).add(history);
  }
}
