// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.EntityRef;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Requests with every field of the protocol, some of them at the edge of their range. */
public final class RandomRequests {
  private static final String[] TEXTS = {
    "", "a", "line\nline", "\"quoted\" \\ \u0001", "žluťoučký 漢字 🙂", "null", "0"
  };
  private static final long[] NUMBERS = {0, 1, -1, 42, 1L << 53, Long.MIN_VALUE, Long.MAX_VALUE};
  private static final double[] DOUBLES = {
    0,
    -0.0,
    1.5,
    1e300,
    Double.MIN_VALUE,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };
  private static final int[] COUNTS = {0, 1, 73, Integer.MAX_VALUE, -1};

  private final Random random;

  public RandomRequests(long seed) {
    this.random = new Random(seed);
  }

  public ExportTraceServiceRequest next() {
    return ExportTraceServiceRequest.newBuilder()
        .addAllResourceSpans(some(this::resourceSpans))
        .build();
  }

  private ResourceSpans resourceSpans() {
    return ResourceSpans.newBuilder()
        .setResource(
            Resource.newBuilder()
                .addAllAttributes(some(() -> attribute(0)))
                .setDroppedAttributesCount(count())
                .addAllEntityRefs(some(this::entity)))
        .addAllScopeSpans(some(this::scopeSpans))
        .setSchemaUrl(text())
        .build();
  }

  private EntityRef entity() {
    return EntityRef.newBuilder()
        .setSchemaUrl(text())
        .setType(text())
        .addAllIdKeys(some(this::text))
        .addAllDescriptionKeys(some(this::text))
        .build();
  }

  private ScopeSpans scopeSpans() {
    return ScopeSpans.newBuilder()
        .setScope(
            InstrumentationScope.newBuilder()
                .setName(text())
                .setVersion(text())
                .addAllAttributes(some(() -> attribute(0)))
                .setDroppedAttributesCount(count()))
        .addAllSpans(some(this::span))
        .setSchemaUrl(text())
        .build();
  }

  private Span span() {
    return Span.newBuilder()
        .setTraceId(bytes(16))
        .setSpanId(bytes(8))
        .setParentSpanId(random.nextBoolean() ? ByteString.EMPTY : bytes(8))
        .setTraceState(text())
        .setFlags(count())
        .setName(text())
        .setKindValue(random.nextInt(6))
        .setStartTimeUnixNano(number())
        .setEndTimeUnixNano(number())
        .addAllAttributes(some(() -> attribute(0)))
        .setDroppedAttributesCount(count())
        .addAllEvents(some(this::event))
        .setDroppedEventsCount(count())
        .addAllLinks(some(this::link))
        .setDroppedLinksCount(count())
        .setStatus(Status.newBuilder().setCodeValue(random.nextInt(3)).setMessage(text()))
        .build();
  }

  private Span.Event event() {
    return Span.Event.newBuilder()
        .setTimeUnixNano(number())
        .setName(text())
        .addAllAttributes(some(() -> attribute(0)))
        .setDroppedAttributesCount(count())
        .build();
  }

  private Span.Link link() {
    return Span.Link.newBuilder()
        .setTraceId(bytes(16))
        .setSpanId(bytes(8))
        .setTraceState(text())
        .addAllAttributes(some(() -> attribute(0)))
        .setDroppedAttributesCount(count())
        .setFlags(count())
        .build();
  }

  private KeyValue attribute(int depth) {
    KeyValue.Builder attribute = KeyValue.newBuilder().setKey(text());
    if (random.nextInt(8) == 0) {
      attribute.setKeyStrindex(random.nextInt());
    }
    return random.nextInt(8) == 0 ? attribute.build() : attribute.setValue(value(depth)).build();
  }

  private AnyValue value(int depth) {
    AnyValue.Builder value = AnyValue.newBuilder();
    switch (random.nextInt(depth < 4 ? 9 : 7)) {
      case 0 -> value.setStringValue(text());
      case 1 -> value.setBoolValue(random.nextBoolean());
      case 2 -> value.setIntValue(number());
      case 3 -> value.setDoubleValue(DOUBLES[random.nextInt(DOUBLES.length)]);
      case 4 -> value.setBytesValue(bytes(random.nextInt(5)));
      case 5 -> value.setStringValueStrindex(random.nextInt());
      case 6 -> {}
      case 7 ->
          value.setArrayValue(ArrayValue.newBuilder().addAllValues(some(() -> value(depth + 1))));
      default ->
          value.setKvlistValue(
              KeyValueList.newBuilder().addAllValues(some(() -> attribute(depth + 1))));
    }
    return value.build();
  }

  private <T> List<T> some(Supplier<T> make) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(make.get());
    }
    return list;
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private long number() {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private int count() {
    return COUNTS[random.nextInt(COUNTS.length)];
  }

  private ByteString bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}
