// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.telltale.gateway.rewrite.SpanRewrite;
import dev.telltale.schemas.span.Attribute;
import dev.telltale.schemas.span.AttributeList;
import dev.telltale.schemas.span.AttributeValue;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Redacts one span. */
final class Redaction extends SpanRewrite {
  /** No shorter number is a card's. */
  private static final double SHORTEST_CARD = 1e12;

  private static final double TOO_LONG = 1e19;

  private final Texts texts;
  private final KeyRules keys;
  private final Marks marks;
  private final boolean smallNumbers;
  private final Identity identity;
  private final Counts counts;

  Redaction(
      Texts texts,
      KeyRules keys,
      Marks marks,
      boolean smallNumbers,
      Identity identity,
      Counts counts) {
    this.texts = texts;
    this.keys = keys;
    this.marks = marks;
    this.smallNumbers = smallNumbers;
    this.identity = identity;
    this.counts = counts;
  }

  @Override
  protected String text(String text) {
    return texts.redact(text, counts);
  }

  /** Whatever the bytes are: what is to be found in them is ASCII. */
  @Override
  protected Object bytes(ByteBuffer bytes) {
    String before = ISO_8859_1.decode(bytes.duplicate()).toString();
    String after = text(before);
    return after.equals(before) ? bytes : ISO_8859_1.encode(after);
  }

  @Override
  protected Object number(Object number) {
    double size = Math.abs(((Number) number).doubleValue());
    if (!smallNumbers && !(size >= SHORTEST_CARD && size < TOO_LONG)) {
      return number;
    }
    boolean whole = size >= SHORTEST_CARD && size < TOO_LONG && size == Math.rint(size);
    String before = whole ? Long.toString(((Number) number).longValue()) : number.toString();
    String after = text(before);
    return after.equals(before) ? number : after;
  }

  @Override
  protected Attribute attribute(Attribute attribute) {
    String key = attribute.getKey();
    Object before = attribute.getValue().get(0);
    if (before != null && identity.isMeant(key, before)) {
      return with(attribute, key, identity.value(key, before));
    }
    KeyRules.Fate fate = keys.of(key);
    if (fate.count() && isCount(before)) {
      return attribute;
    }
    if (fate.isReplaced() && isCovered(fate, before)) {
      counts.add(fate.rule());
      return with(attribute, text(key), marks.mark(fate.rule(), String.valueOf(before)));
    }
    return fate.harmless() ? harmless(attribute) : fields(attribute);
  }

  /** Of a key with nothing in it, only the value is looked into. */
  private Attribute harmless(Attribute attribute) {
    Object before = attribute.getValue();
    AttributeValue after = value(attribute.getValue());
    return after == before ? attribute : new Attribute(attribute.getKey(), after);
  }

  private static boolean isCount(@Nullable Object value) {
    return value instanceof Number || (value instanceof String text && TokenCounts.isNumber(text));
  }

  private boolean isCovered(KeyRules.Fate fate, @Nullable Object value) {
    if (value == null || value instanceof Boolean) {
      return false;
    }
    if (value instanceof String text) {
      return fate.covers(text) && !marks.isMark(text);
    }
    if (fate.name() == SecretNames.PERHAPS && value instanceof AttributeList list) {
      return list.getValues().stream().anyMatch(element -> isCovered(fate, element.get(0)));
    }
    return fate.coversAll();
  }

  private static Attribute with(Attribute attribute, String key, Object value) {
    if (value == attribute.getValue().get(0) && key.equals(attribute.getKey())) {
      return attribute;
    }
    return new Attribute(key, new AttributeValue(value));
  }
}
