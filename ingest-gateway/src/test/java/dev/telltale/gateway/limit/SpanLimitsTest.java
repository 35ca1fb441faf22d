// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.limit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.schemas.span.Attribute;
import dev.telltale.schemas.span.AttributeList;
import dev.telltale.schemas.span.AttributeMap;
import dev.telltale.schemas.span.AttributeValue;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanEvent;
import dev.telltale.schemas.span.SpanLink;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanLimitsTest {
  private static final int MAX_BYTES = 300;
  private final SpanLimits limits = new SpanLimits(new LimitSettings(3, MAX_BYTES, 2, 2, 1, true));

  @Test
  void aSpanWithinItsLimitsIsTheSameSpan() {
    Span span =
        Span.newBuilder(with(attribute("a", "x".repeat(MAX_BYTES))))
            .setEvents(List.of(event(3), event(0)))
            .setLinks(List.of(link(3)))
            .build();

    Limited limited = limits.limit(span);

    assertThat(limited.span()).isSameAs(span);
    assertThat(limited.exceeded()).isEmpty();
  }

  @Test
  void theFirstAttributesEventsAndLinksStayAndTheOthersAreCounted() {
    Span span =
        Span.newBuilder(with(attributes(5)))
            .setResourceAttributes(List.of(attributes(4)))
            .setEvents(List.of(event(4), event(1), event(1)))
            .setLinks(List.of(link(5), link(0), link(0)))
            .setDroppedAttributes(7)
            .setDroppedLinks(Integer.MAX_VALUE)
            .build();

    Limited limited = limits.limit(span);

    Span kept = limited.span();
    assertThat(kept.getAttributes()).containsExactly(attributes(3));
    assertThat(kept.getResourceAttributes()).containsExactly(attributes(3));
    assertThat(kept.getDroppedAttributes()).isEqualTo(7 + 2 + 1);
    assertThat(kept.getEvents()).hasSize(2);
    assertThat(kept.getDroppedEvents()).isEqualTo(1);
    assertThat(kept.getEvents().get(0).getAttributes()).hasSize(3);
    assertThat(kept.getEvents().get(0).getDroppedAttributes()).isEqualTo(1);
    assertThat(kept.getLinks()).hasSize(1);
    assertThat(kept.getDroppedLinks()).isEqualTo(Integer.MAX_VALUE);
    assertThat(kept.getLinks().get(0).getDroppedAttributes()).isEqualTo(2);
    assertThat(limited.exceeded())
        .isEqualTo(Map.of(Limit.ATTRIBUTES, 6, Limit.EVENTS, 1, Limit.LINKS, 2));
    assertThat(span.getAttributes()).hasSize(5);
  }

  @Test
  void aLongTextKeepsItsHeadAndItsTail() {
    String text = "head" + "-".repeat(1_000) + "tail";

    Limited limited = limits.limit(with(attribute("a", text)));

    String kept = (String) value(limited);
    assertThat(kept).matches("head-+ \\[\\.\\.\\. \\d+ bytes cut \\.\\.\\.] -+tail");
    assertThat(kept.length()).isLessThanOrEqualTo(MAX_BYTES);
    int gone = Integer.parseInt(kept.replaceAll("\\D", ""));
    assertThat(kept.chars().filter(c -> c == '-').count() + gone).isEqualTo(1_000);
    assertThat(limited.span().getTruncatedValues()).isEqualTo(1);
    assertThat(limited.exceeded()).isEqualTo(Map.of(Limit.VALUE_BYTES, 1));
    assertThat(limits.limit(limited.span()).span()).isSameAs(limited.span());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\ud83d\ude00", "a\ud83d\ude00", "\u00e9", "ab\u20ac", "\u20ac\ud83d\ude00"})
  void noCharacterIsCutInTwo(String of) {
    for (int size : IntStream.rangeClosed(MAX_BYTES / 4, MAX_BYTES).toArray()) {
      String text = of.repeat(size);

      String kept = (String) value(limits.limit(with(attribute("a", text))));

      assertThat(kept.getBytes(UTF_8).length).isLessThanOrEqualTo(MAX_BYTES);
      assertThat(new String(kept.getBytes(UTF_8), UTF_8)).isEqualTo(kept);
      if (text.getBytes(UTF_8).length <= MAX_BYTES) {
        assertThat(kept).isEqualTo(text);
      } else {
        assertThat(kept).contains("bytes cut").startsWith(of).endsWith(of);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", " {\"a\":", "\""})
  void aPartOfJsonSaysThatItIsNone(String start) {
    String kept = (String) value(limits.limit(with(attribute("a", start + "1,".repeat(500)))));

    assertThat(kept).startsWith("(cut JSON) " + start);
    assertThatThrownBy(() -> new ObjectMapper().readTree(kept)).isNotNull();
  }

  @Test
  void everyTextOfASpanIsCut() {
    String text = "x ".repeat(MAX_BYTES);
    Span span =
        Span.newBuilder(with(attribute("a", "b")))
            .setName(text)
            .setInputText(text)
            .setInputMessages(
                List.of(Message.newBuilder().setRole("user").setContent(text).build()))
            .setTruncatedValues(2)
            .build();

    Limited limited = limits.limit(span);

    assertThat(limited.span().getTruncatedValues()).isEqualTo(5);
    assertThat(limited.span().toString().length()).isLessThan(span.toString().length());
  }

  @Test
  void longBytesAreReplacedByTheirDigest() {
    byte[] bytes = new byte[MAX_BYTES + 1];

    Limited limited = limits.limit(with(attribute("raw", ByteBuffer.wrap(bytes))));

    assertThat((String) value(limited))
        .matches("\\[media application/octet-stream 301 bytes sha256:[0-9a-f]{64}]");
    assertThat(limited.span().getTruncatedValues()).isEqualTo(1);
  }

  @Test
  void whatIsNestedTooDeepGoes() {
    AttributeValue plain = new AttributeValue("x");
    AttributeValue one = new AttributeValue(new AttributeList(List.of(plain)));
    AttributeValue two =
        new AttributeValue(
            new AttributeMap(List.of(new Attribute("k", one), new Attribute("p", plain))));
    AttributeValue three = new AttributeValue(new AttributeList(List.of(two, plain)));

    assertThat(limits.limit(with(new Attribute("a", two))).exceeded()).isEmpty();
    Limited limited = limits.limit(with(new Attribute("a", three), new Attribute("b", two)));

    assertThat(limited.span().getAttributes().get(0).toString())
        .contains("[nested too deep]")
        .contains("\"x\"");
    assertThat(limited.span().getAttributes().get(1).getValue()).isEqualTo(two);
    assertThat(limited.exceeded()).isEqualTo(Map.of(Limit.DEPTH, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "png, image/png, iVBORw0KGgo=, true",
    "none, application/octet-stream, AAECAw==, true",
    "url-safe, image/x-icon, _-8=, true"
  })
  void dataUrlsAreReplacedByTypeSizeAndDigest(
      String name, String type, String base64, boolean any) {
    byte[] bytes = Base64.getDecoder().decode(base64.replace('_', '/').replace('-', '+'));
    String before = "{\"url\":\"data:" + type + ";base64," + base64 + "\",\"b\":1}";

    Limited limited = limits.limit(with(attribute(name, before)));

    assertThat((String) value(limited))
        .startsWith("{\"url\":\"[media " + type + " " + bytes.length + " bytes sha256:")
        .endsWith("]\",\"b\":1}");
    assertThat(limited.exceeded()).isEqualTo(any ? Map.of(Limit.MEDIA, 1) : Map.of());
    assertThat(limited.span().getTruncatedValues()).isZero();
  }

  @Test
  void theDigestIsThatOfTheBytes() {
    // printf abc | sha256sum
    String kept = (String) value(limits.limit(with(attribute("a", "data:text/plain;base64,YWJj"))));

    assertThat(kept)
        .isEqualTo(
            "[media text/plain 3 bytes sha256:"
                + "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad]");
  }

  @Test
  void longBase64InThePartsOfARequestIsReplaced() {
    byte[] bytes = new byte[9_000];
    new Random(1).nextBytes(bytes);
    bytes[0] = (byte) 0xff;
    bytes[1] = (byte) 0xd8;
    bytes[2] = (byte) 0xff;
    String base64 = Base64.getEncoder().encodeToString(bytes);
    SpanLimits wide = new SpanLimits(LimitSettings.defaults());
    String escaped = base64.replace("/", "\\/");
    for (String data : List.of(base64, escaped, Base64.getUrlEncoder().encodeToString(bytes))) {
      String before =
          "{\"type\":\"base64\",\"data\":\""
              + data
              + "\"},{\"data:\":\"data:image/png;base64,"
              + data
              + "\"},{\"data\":\""
              + data
              + "\"}";

      Limited limited = wide.limit(with(attribute("a", before)));

      String kept = (String) value(limited);
      assertThat(kept).doesNotContain(data.substring(0, 20)).hasSizeLessThan(450);
      assertThat(kept)
          .contains(" 9000 bytes sha256:")
          .contains("[media image/png 9000")
          .contains("[media image/jpeg 9000");
      assertThat(limited.exceeded()).isEqualTo(Map.of(Limit.MEDIA, 3));
    }
  }

  @Test
  void longWordsAndLongTextsAreNoMedia() {
    SpanLimits wide = new SpanLimits(LimitSettings.defaults());
    for (String text :
        List.of(
            ";base64,".repeat(5_000),
            "n".repeat(5_000),
            "Word 1 and Word 2 ".repeat(500),
            "https://example.com/Path1".repeat(200),
            String.join("\n", Collections.nCopies(100, "Zm9vYmFyYmF6Zm9vYmFyYmF6")),
            ";base64,;base64,data:;base64,")) {
      Span span = with(attribute("a", text));

      assertThat(wide.limit(span).span()).isSameAs(span);
    }
  }

  @Test
  void mediaStayWhereTheyAreAllowed() {
    SpanLimits allowed = new SpanLimits(new LimitSettings(3, MAX_BYTES, 2, 2, 1, false));
    Span span = with(attribute("a", "data:text/plain;base64,YWJj"));

    assertThat(allowed.limit(span).span()).isSameAs(span);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 256, 1, attributes: 0 (expected: 1 or more)",
    "1, 255, 1, value-bytes: 255 (expected: 256 or more)",
    "1, 256, 0, depth: 0 (expected: 1 or more)"
  })
  void limitsThatLetNothingThroughAreRefused(int attributes, int bytes, int depth, String message) {
    assertThatThrownBy(() -> new LimitSettings(attributes, bytes, depth, 0, 0, true))
        .hasMessage(message);
  }

  private static Object value(Limited limited) {
    return limited.span().getAttributes().get(0).getValue().get(0);
  }

  private static SpanEvent event(int attributes) {
    return new SpanEvent("e", 1L, List.of(attributes(attributes)), 0);
  }

  private static SpanLink link(int attributes) {
    return new SpanLink("t", "s", null, List.of(attributes(attributes)), 0);
  }

  private static Attribute[] attributes(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> attribute("k" + i, "v"))
        .toArray(Attribute[]::new);
  }

  private static Attribute attribute(String key, Object value) {
    return new Attribute(key, new AttributeValue(value));
  }

  private static Span with(Attribute... attributes) {
    return Span.newBuilder()
        .setProject("default")
        .setTraceId("5b8efff798038103d269b633813fc60c")
        .setSpanId("eee19b7e00000001")
        .setName("chat")
        .setStartUnixNano(1L)
        .setEndUnixNano(1L)
        .setReceivedAt(Instant.EPOCH)
        .setAttributes(List.of(attributes))
        .build();
  }
}
