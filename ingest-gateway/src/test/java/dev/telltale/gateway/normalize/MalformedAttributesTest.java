// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.gateway.TestRequests;
import dev.telltale.schemas.span.Span;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every key of every convention with every kind of nonsense: nothing throws, nothing is lost. */
class MalformedAttributesTest {
  private static final SpanNormalizer NORMALIZER = new SpanNormalizer();

  /** Stands in each value, so that it can be found again wherever it went. */
  private static final String NEEDLE = "n33dle";

  private static final List<String> BROKEN =
      List.of(
          "{\"messages\":[{\"role\":\"user\",\"content\":\"" + NEEDLE,
          "[{\"role\":\"user\",\"content\":\"" + NEEDLE + "\"",
          "[" + NEEDLE + "]",
          "{" + NEEDLE + ":1}",
          "{\"" + NEEDLE + "\":{\"a\":[1,2,{\"b\":null}]}}",
          "[[[\"" + NEEDLE + "\"]]]",
          "[null,7,true,\"" + NEEDLE + "\"]",
          "{\"role\":7,\"content\":{\"" + NEEDLE + "\":[]},\"tool_calls\":{\"a\":1}}",
          "[{\"role\":\"user\",\"parts\":[{\"type\":\"tool_call\",\"id\":\"" + NEEDLE + "\"}]}]",
          "{\"choices\":[{\"message\":\"" + NEEDLE + "\"}],\"output\":7}",
          "\"" + NEEDLE,
          "\"" + NEEDLE + "\\u12\"",
          "[".repeat(1000) + NEEDLE,
          "{\"a\":".repeat(300) + "\"" + NEEDLE + "\"" + "}".repeat(300),
          NEEDLE + " {\"a\":1}");

  @ParameterizedTest
  @MethodSource("conventions")
  void aBrokenValueStaysSomewhereWhateverItsKey(Convention convention) {
    for (Row row : rows(convention)) {
      for (String broken : BROKEN) {
        for (AnyValue value : List.of(text(broken), structure(broken))) {
          Span span = normalize(convention, List.of(attribute(key(row), value)));

          assertThat(span.toString()).as("%s = %s", row.key(), broken).contains(NEEDLE);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("conventions")
  void aMixtureOfBrokenValuesNeverThrows(Convention convention) {
    List<Row> rows = rows(convention);
    Random random = new Random(convention.name().hashCode());
    for (int i = 0; i < 300 && !rows.isEmpty(); i++) {
      List<KeyValue> attributes = new ArrayList<>();
      attributes.add(attribute("openinference.span.kind", text("LLM")));
      for (int j = 0; j < 12; j++) {
        String broken = BROKEN.get(random.nextInt(BROKEN.size()));
        String key = key(rows.get(random.nextInt(rows.size())));
        attributes.add(attribute(key, random.nextBoolean() ? text(broken) : structure(broken)));
      }

      assertThat(normalize(convention, attributes).getTraceId()).isNotEmpty();
    }
  }

  static Stream<Convention> conventions() {
    return Conventions.ALL.stream();
  }

  private static List<Row> rows(Convention convention) {
    return Stream.concat(convention.rows().stream(), convention.scopedRows().stream()).toList();
  }

  private static String key(Row row) {
    return row.key().replace("#", "0");
  }

  private static KeyValue attribute(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  private static AnyValue structure(String text) {
    return AnyValue.newBuilder()
        .setKvlistValue(KeyValueList.newBuilder().addValues(attribute("role", text(text))))
        .build();
  }

  private static Span normalize(Convention convention, List<KeyValue> attributes) {
    String scope = convention.scopes().isEmpty() ? "my.tracer" : convention.scopes().get(0);
    SpanSource source =
        NORMALIZER.source(
            "shop",
            Instant.EPOCH,
            Resource.getDefaultInstance(),
            InstrumentationScope.newBuilder().setName(scope).build());
    return NORMALIZER.normalize(source, TestRequests.span(1).addAllAttributes(attributes).build());
  }
}
