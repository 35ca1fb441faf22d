// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.limit;

import dev.telltale.gateway.rewrite.SpanRewrite;
import dev.telltale.schemas.span.Attribute;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanEvent;
import dev.telltale.schemas.span.SpanLink;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps canonical spans within their limits. What is too much goes, and the span says how much. A
 * pure function; may be used from any thread.
 *
 * <p>A span of many long values may still be larger than its topic takes: that one is rejected
 * where it is published.
 */
public final class SpanLimits {
  private final LimitSettings settings;

  /** Makes the limits. */
  public SpanLimits(LimitSettings settings) {
    this.settings = settings;
  }

  /** The span within its limits; the same one when it was. */
  public Limited limit(Span span) {
    Map<Limit, Integer> exceeded = new EnumMap<>(Limit.class);
    Shortening shortening = new Shortening(settings, exceeded);
    Span limited = shortening.span(isWithin(span) ? span : within(span, exceeded));
    int cut = shortening.cut();
    if (cut > 0) {
      limited = SpanRewrite.copy(limited);
      put(limited, "truncatedValues", sum(span.getTruncatedValues(), cut));
    }
    return new Limited(limited, exceeded);
  }

  private boolean isWithin(Span span) {
    return span.getAttributes().size() <= settings.attributes()
        && span.getResourceAttributes().size() <= settings.attributes()
        && span.getEvents().size() <= settings.events()
        && span.getLinks().size() <= settings.links()
        && span.getEvents().stream().noneMatch(event -> isTooMany(event.getAttributes()))
        && span.getLinks().stream().noneMatch(link -> isTooMany(link.getAttributes()));
  }

  private boolean isTooMany(List<Attribute> attributes) {
    return attributes.size() > settings.attributes();
  }

  private Span within(Span span, Map<Limit, Integer> exceeded) {
    List<SpanEvent> events =
        first(settings.events(), span.getEvents(), Limit.EVENTS, exceeded).stream()
            .map(event -> within(event, exceeded))
            .toList();
    List<SpanLink> links =
        first(settings.links(), span.getLinks(), Limit.LINKS, exceeded).stream()
            .map(link -> within(link, exceeded))
            .toList();
    List<Attribute> own = attributes(span.getAttributes(), exceeded);
    List<Attribute> ofResource = attributes(span.getResourceAttributes(), exceeded);
    int dropped =
        (span.getAttributes().size() - own.size())
            + (span.getResourceAttributes().size() - ofResource.size());
    Span within = SpanRewrite.copy(span);
    put(within, "events", events);
    put(
        within,
        "droppedEvents",
        sum(span.getDroppedEvents(), span.getEvents().size() - events.size()));
    put(within, "links", links);
    put(within, "droppedLinks", sum(span.getDroppedLinks(), span.getLinks().size() - links.size()));
    put(within, "attributes", own);
    put(within, "resourceAttributes", ofResource);
    put(within, "droppedAttributes", sum(span.getDroppedAttributes(), dropped));
    return within;
  }

  private SpanEvent within(SpanEvent event, Map<Limit, Integer> exceeded) {
    List<Attribute> kept = attributes(event.getAttributes(), exceeded);
    int dropped = event.getAttributes().size() - kept.size();
    return new SpanEvent(
        event.getName(), event.getTimeUnixNano(), kept, sum(event.getDroppedAttributes(), dropped));
  }

  private SpanLink within(SpanLink link, Map<Limit, Integer> exceeded) {
    List<Attribute> kept = attributes(link.getAttributes(), exceeded);
    int dropped = link.getAttributes().size() - kept.size();
    SpanLink within = SpanRewrite.copy(link);
    within.put(SpanLink.getClassSchema().getField("attributes").pos(), kept);
    within.put(
        SpanLink.getClassSchema().getField("droppedAttributes").pos(),
        sum(link.getDroppedAttributes(), dropped));
    return within;
  }

  private List<Attribute> attributes(List<Attribute> attributes, Map<Limit, Integer> exceeded) {
    return first(settings.attributes(), attributes, Limit.ATTRIBUTES, exceeded);
  }

  private static <T> List<T> first(
      int most, List<T> all, Limit limit, Map<Limit, Integer> exceeded) {
    if (all.size() <= most) {
      return all;
    }
    exceeded.merge(limit, all.size() - most, Integer::sum);
    return new ArrayList<>(all.subList(0, most));
  }

  private static void put(Span span, String field, Object value) {
    span.put(Span.getClassSchema().getField(field).pos(), value);
  }

  /** Counts stay at the highest number rather than become negative. */
  private static int sum(int count, int more) {
    return (int) Math.min(Integer.MAX_VALUE, (long) count + more);
  }
}
