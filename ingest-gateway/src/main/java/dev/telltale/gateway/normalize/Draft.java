// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.Attribute;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one span or resource, sorted by what they mean. Taking a field's value marks
 * the attribute as consumed, so that it is not stored twice.
 */
final class Draft {
  /** The position of a value that is no attribute of the span: events are stored as they are. */
  static final int IN_AN_EVENT = -1;

  private final List<KeyValue> attributes;
  private final BitSet consumed = new BitSet();
  private final @Nullable Candidate<?>[] fields = new Candidate<?>[Field.COUNT];
  private final Map<Row.Side, Map<Integer, MessageDraft>> messages = new EnumMap<>(Row.Side.class);
  private final Map<Row.Side, BitSet> parts = new EnumMap<>(Row.Side.class);
  private final SlotBudget slots = new SlotBudget();
  private int recognized = Integer.MAX_VALUE;
  private boolean redacted;

  /** A value for a field; the next one has a higher rank. */
  record Candidate<T>(T value, int rank, int position, @Nullable Candidate<T> next) {}

  Draft(List<KeyValue> attributes) {
    this.attributes = attributes;
  }

  AnyValue value(int position) {
    return attributes.get(position).getValue();
  }

  /** Notes that a value may be a field's. */
  <T> void offer(Row.FieldRow<T> row, AnyValue raw, int position) {
    redacted |= Read.isRedacted(raw.getStringValue());
    Candidate<T> best = candidate(row.field());
    boolean beaten = best != null && best.rank() <= row.rank();
    if (beaten && !row.field().keepsAll()) {
      return;
    }
    T value = row.reader().read(raw);
    if (value != null) {
      fields[row.field().number()] = insert(best, value, row, position);
    }
  }

  /** Notes that a value is a part of a message. */
  void offer(Row.MessageRow row, int message, int index, AnyValue raw, int position) {
    String value = raw.hasStringValue() ? raw.getStringValue() : Read.content(raw);
    if (value == null) {
      return;
    }
    boolean hidden = Read.isRedacted(value);
    redacted |= hidden;
    Map<Integer, MessageDraft> list = messages.computeIfAbsent(row.side(), s -> new TreeMap<>());
    MessageDraft draft = slots.slot(list, message, () -> new MessageDraft(slots));
    Row.Text text = new Row.Text(hidden ? "" : value, position);
    // A structure has types that its text has not, so it stays an attribute too.
    if (draft != null
        && row.part().put(draft, index, text)
        && position >= 0
        && raw.hasStringValue()) {
      parts.computeIfAbsent(row.side(), s -> new BitSet()).set(position);
    }
  }

  /** Says whose the message of an event is, where the event itself does not. */
  void roleOfEvent(int event, String role) {
    for (Row.Side side : List.of(Row.Side.INPUT_EVENTS, Row.Side.OUTPUT_EVENTS)) {
      MessageDraft draft = messages.getOrDefault(side, Map.of()).get(event);
      if (draft != null && draft.role == null) {
        draft.role = role;
      }
    }
  }

  /** Notes a key that only one convention writes; of several the first in order counts. */
  void recognized(int convention) {
    recognized = Math.min(recognized, convention);
  }

  int recognized() {
    return recognized;
  }

  /** Notes whether content was hidden before it came here. */
  void redacted(boolean hidden) {
    redacted |= hidden;
  }

  boolean redacted() {
    return redacted;
  }

  /** The field's value; its attribute is stored as it is too. */
  <T> @Nullable T peek(Field<T> field) {
    Candidate<T> candidate = candidate(field);
    return candidate == null ? null : candidate.value();
  }

  /**
   * The field's value. Its attribute is stored only if the value does not say all that the
   * attribute says, as when a provider's name was changed to the usual one.
   */
  <T> @Nullable T take(Field<T> field) {
    Candidate<T> candidate = candidate(field);
    if (candidate == null) {
      return null;
    }
    if (candidate.position() >= 0 && Read.saysAll(candidate.value(), value(candidate.position()))) {
      consumed.set(candidate.position());
    }
    return candidate.value();
  }

  /** The value of the field with the lower rank; the other's attribute is stored. */
  <T> @Nullable T take(Field<T> first, Field<T> second) {
    Candidate<T> one = candidate(first);
    Candidate<T> other = candidate(second);
    boolean secondWins = one == null || (other != null && other.rank() < one.rank());
    return take(secondWins ? second : first);
  }

  /** All that was offered to a field which keeps all, by ascending rank. */
  <T> List<Candidate<T>> all(Field<T> field) {
    List<Candidate<T>> all = new ArrayList<>(2);
    for (Candidate<T> at = candidate(field); at != null; at = at.next()) {
      all.add(at);
    }
    return all;
  }

  /** Marks a candidate's attribute as consumed. */
  void consume(Candidate<?> candidate) {
    if (candidate.position() >= 0) {
      consumed.set(candidate.position());
    }
  }

  /** How many messages there are on a side. */
  int count(Row.Side side) {
    return messages.getOrDefault(side, Map.of()).size();
  }

  /** The messages of a side, by ascending index. */
  MessageList messages(Row.Side side, String roleIfMissing) {
    consumeParts(side);
    MessageList built = new MessageList();
    for (MessageDraft draft : messages.getOrDefault(side, Map.of()).values()) {
      draft.build(roleIfMissing, built, this::giveBack);
    }
    return built;
  }

  /** Marks a side's attributes as consumed, because the same messages were found elsewhere. */
  void consumeParts(Row.Side side) {
    consumed.or(parts.getOrDefault(side, new BitSet()));
  }

  /** The attributes that nothing consumed, in the order they were sent. */
  List<Attribute> rest() {
    List<Attribute> rest = new ArrayList<>();
    for (int i = consumed.nextClearBit(0);
        i < attributes.size();
        i = consumed.nextClearBit(i + 1)) {
      rest.add(Attributes.attribute(attributes.get(i)));
    }
    return rest;
  }

  private void giveBack(int position) {
    if (position >= 0) {
      consumed.clear(position);
    }
  }

  /** Of one rank the first is kept: the same key sent a thousand times makes no long list. */
  private static <T> Candidate<T> insert(
      @Nullable Candidate<T> list, T value, Row.FieldRow<T> row, int position) {
    if (list == null || row.rank() < list.rank()) {
      return new Candidate<>(value, row.rank(), position, row.field().keepsAll() ? list : null);
    }
    if (row.rank() == list.rank()) {
      return list;
    }
    return new Candidate<>(
        list.value(), list.rank(), list.position(), insert(list.next(), value, row, position));
  }

  @SuppressWarnings("unchecked") // a field's candidate was read for that field
  private <T> @Nullable Candidate<T> candidate(Field<T> field) {
    return (Candidate<T>) fields[field.number()];
  }
}
