// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.limit;

import dev.telltale.gateway.rewrite.SpanRewrite;
import dev.telltale.schemas.span.AttributeList;
import dev.telltale.schemas.span.AttributeMap;
import dev.telltale.schemas.span.AttributeValue;
import java.nio.ByteBuffer;
import java.util.Map;

/** Shortens what is too long or too deep in one span, and replaces media. */
final class Shortening extends SpanRewrite {
  private static final AttributeValue TOO_DEEP = new AttributeValue("[nested too deep]");

  private final LimitSettings settings;
  private final Map<Limit, Integer> exceeded;
  private int cut;
  private int depth;

  Shortening(LimitSettings settings, Map<Limit, Integer> exceeded) {
    this.settings = settings;
    this.exceeded = exceeded;
  }

  /** How many values were cut so far. */
  int cut() {
    return cut;
  }

  @Override
  protected String text(String text) {
    String without = text;
    if (settings.replaceMedia() && Media.mayHold(text)) {
      Media media = new Media(text);
      if (media.replaced() > 0) {
        exceeded.merge(Limit.MEDIA, media.replaced(), Integer::sum);
        without = media.text();
      }
    }
    String shorter = Cut.middle(without, settings.valueBytes());
    if (shorter == null) {
      return without;
    }
    cut(Limit.VALUE_BYTES);
    return shorter;
  }

  /** Half of some bytes is of no use to anybody, so all of them go. */
  @Override
  protected Object bytes(ByteBuffer bytes) {
    if (bytes.remaining() <= settings.valueBytes()) {
      return bytes;
    }
    byte[] all = new byte[bytes.remaining()];
    bytes.duplicate().get(all);
    cut(Limit.VALUE_BYTES);
    return Media.mark("application/octet-stream", all);
  }

  @Override
  protected AttributeValue value(AttributeValue value) {
    Object content = value.get(0);
    if (!(content instanceof AttributeList || content instanceof AttributeMap)) {
      return super.value(value);
    }
    if (depth == settings.depth()) {
      cut(Limit.DEPTH);
      return TOO_DEEP;
    }
    depth++;
    AttributeValue within = super.value(value);
    depth--;
    return within;
  }

  private void cut(Limit limit) {
    exceeded.merge(limit, 1, Integer::sum);
    cut++;
  }
}
