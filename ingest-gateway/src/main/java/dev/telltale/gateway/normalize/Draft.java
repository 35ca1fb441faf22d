// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.schemas.span.Attribute;
import dev.telltale.schemas.span.Message;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one span or resource, sorted by what they mean. Taking a field's value marks
 * the attribute as consumed, so that it is not stored twice.
 */
final class Draft {
  private final List<KeyValue> attributes;
  private final BitSet consumed = new BitSet();
  private final Map<Field<?>, Candidate<?>> fields = new HashMap<>();
  private final Map<Row.Side, Map<Integer, MessageDraft>> messages = new EnumMap<>(Row.Side.class);
  private final Map<Row.Side, BitSet> parts = new EnumMap<>(Row.Side.class);
  private final SlotBudget slots = new SlotBudget();
  private final Set<String> conventions = new HashSet<>();
  private boolean redacted;

  private record Candidate<T>(T value, int rank, int position) {}

  Draft(List<KeyValue> attributes) {
    this.attributes = attributes;
  }

  /** Notes that the attribute at a position may be a field's value. */
  <T> void offer(Row.FieldRow<T> row, int position) {
    AnyValue raw = attributes.get(position).getValue();
    redacted |= Read.isRedacted(raw.getStringValue());
    Candidate<?> best = fields.get(row.field());
    if (best != null && best.rank() <= row.rank()) {
      return;
    }
    T value = row.field().read(raw);
    if (value != null) {
      fields.put(row.field(), new Candidate<>(value, row.rank(), position));
    }
  }

  /** Notes that the attribute at a position is a part of a message. */
  void offer(Row.MessageRow row, int message, int index, int position) {
    AnyValue raw = attributes.get(position).getValue();
    if (!raw.hasStringValue()) {
      return;
    }
    boolean hidden = Read.isRedacted(raw.getStringValue());
    redacted |= hidden;
    Map<Integer, MessageDraft> list = messages.computeIfAbsent(row.side(), s -> new TreeMap<>());
    MessageDraft draft = slots.slot(list, message, () -> new MessageDraft(slots));
    Row.Text text = new Row.Text(hidden ? "" : raw.getStringValue(), position);
    if (draft != null && row.part().put(draft, index, text)) {
      parts.computeIfAbsent(row.side(), s -> new BitSet()).set(position);
    }
  }

  /** Notes a key that only one convention writes. */
  void recognized(String convention) {
    conventions.add(convention);
  }

  boolean isRecognized(String convention) {
    return conventions.contains(convention);
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
    AnyValue raw = attributes.get(candidate.position()).getValue();
    if (!(candidate.value() instanceof String text)
        || (raw.hasStringValue() && raw.getStringValue().equals(text))) {
      consumed.set(candidate.position());
    }
    return candidate.value();
  }

  /** How many messages there are on a side. */
  int count(Row.Side side) {
    return messages.getOrDefault(side, Map.of()).size();
  }

  /** The messages of a side, by ascending index. */
  List<Message> messages(Row.Side side, String roleIfMissing) {
    consumeParts(side);
    List<Message> built = new ArrayList<>();
    for (MessageDraft draft : messages.getOrDefault(side, Map.of()).values()) {
      built.add(draft.build(roleIfMissing, consumed::clear));
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

  @SuppressWarnings("unchecked") // a field's candidate was read by that field
  private <T> @Nullable Candidate<T> candidate(Field<T> field) {
    return (Candidate<T>) fields.get(field);
  }
}
