// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.gateway.rewrite.SpanRewrite;
import dev.telltale.schemas.span.Attribute;
import dev.telltale.schemas.span.AttributeList;
import dev.telltale.schemas.span.AttributeMap;
import dev.telltale.schemas.span.AttributeValue;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanEvent;
import dev.telltale.schemas.span.SpanLink;
import dev.telltale.schemas.span.ToolCall;
import dev.telltale.schemas.span.ToolExecution;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
  private static final String SECRET = "an installation's secret";

  private final Redactor redactor = new Redactor(RedactionSettings.defaults());

  @Test
  void everyPlaceThatCanHoldTextIsLookedInto() {
    Span span = full(KEY);

    Redacted redacted = redactor.redact(span);

    assertThat(redacted.span().toString()).doesNotContain("ghp_");
    assertThat(redacted.span()).isEqualTo(marked(full("[secret]")));
    assertThat(span).isEqualTo(full(KEY));
    assertThat(redacted.redactions()).containsOnlyKeys("secret");
    assertThat(redacted.redactions().get("secret")).isGreaterThan(25);
  }

  @Test
  void aSpanWithoutSecretsIsTheSameSpan() {
    Span span = full("nothing");

    Redacted redacted = redactor.redact(span);

    assertThat(redacted.span()).isSameAs(span);
    assertThat(redacted.redactions()).isEmpty();
  }

  @Test
  void bytesAreLookedIntoToo() {
    byte[] before = {(byte) 0xff, 0, 'x', ' '};
    ByteBuffer bytes = ByteBuffer.allocate(100).put(before).put(KEY.getBytes(UTF_8)).flip();

    Object after = value(redactor.redact(with(attribute("raw", bytes.asReadOnlyBuffer()))), 0);

    ByteBuffer expected = ByteBuffer.allocate(12).put(before).put("[secret]".getBytes(UTF_8));
    assertThat(after).isEqualTo(expected.flip());
  }

  @Test
  void cardNumbersMayBeNumbers() {
    Redacted redacted =
        redactor.redact(
            with(
                attribute("card", 4_111_111_111_111_111L),
                attribute("card", 4.111111111111111e15),
                attribute("at", 1_700_000_000_000_000_000L),
                attribute("share", 0.4111111111111111)));

    assertThat(value(redacted, 0)).isEqualTo("[card]");
    assertThat(value(redacted, 1)).isEqualTo("[card]");
    assertThat(value(redacted, 2)).isEqualTo(1_700_000_000_000_000_000L);
    assertThat(value(redacted, 3)).isEqualTo(0.4111111111111111);
    assertThat(redacted.redactions()).isEqualTo(Map.of("card", 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http.request.header.authorization",
        "http.request.header.x-api-key",
        "http.request.header.cookie",
        "db.password",
        "OPENAI_API_KEY",
        "clientSecret"
      })
  void theKeyOfAnAttributeSaysThatItsValueIsASecret(String key) {
    AttributeValue list =
        new AttributeValue(new AttributeList(List.of(new AttributeValue("Basic dXNlcg"))));

    assertThat(value(redactor.redact(with(attribute(key, "Basic dXNlcg"))), 0))
        .isEqualTo("[secret]");
    assertThat(value(redactor.redact(with(new Attribute(key, list))), 0)).isEqualTo("[secret]");
  }

  @Test
  void countsOfTokensAreNeverTouched() {
    Redactor own = new Redactor(own(Map.of("digits", "\\d+"), Map.of("tokens", ".*token.*")));
    Span span =
        with(
            attribute("llm.token_count.prompt", 4_111_111_111_111_111L),
            attribute("gen_ai.usage.output_tokens", 12L),
            attribute("gen_ai.request.max_tokens", "4096"),
            attribute("maxTokens", 7.5));

    assertThat(own.redact(span).span()).isSameAs(span);

    Span json = with(attribute("parameters", "{\"max_tokens\": 4096, \"token\": \"abc\"}"));
    assertThat(value(own.redact(json), 0))
        .isEqualTo("{\"max_tokens\": 4096, \"token\": \"[tokens]\"}");
    assertThat(value(own.redact(with(attribute("my.token", "abc"))), 0)).isEqualTo("[tokens]");
  }

  @Test
  void idsOfSpansAreNeverTouched() {
    String hex = "41111111111111114111111111111111";
    Span span = with();
    SpanLink link = SpanLink.newBuilder().setTraceId(hex).setSpanId(hex.substring(16)).build();
    Span ids =
        Span.newBuilder(span)
            .setTraceId(hex)
            .setSpanId("4111111111111111")
            .setParentSpanId("4111111111111111")
            .setLinks(List.of(link))
            .build();

    assertThat(redactor.redact(ids).span()).isSameAs(ids);
  }

  @Test
  void whoeverASpanBelongsToIsLeftAloneUnlessIdsAreHashed() {
    Span span =
        Span.newBuilder(
                with(
                    attribute("user.id", "jane@example.com"),
                    attribute("langfuse.user.id", "jane@example.com"),
                    attribute("mail", "jane@example.com")))
            .setUserId("jane@example.com")
            .setSessionId("4111111111111111")
            .build();

    Redacted left = new Redactor(all(RedactionSettings.Mode.MASK, false)).redact(span);
    assertThat(left.span().getUserId()).contains("jane@example.com");
    assertThat(left.span().getSessionId()).contains("4111111111111111");
    assertThat(value(left, 0)).isEqualTo("jane@example.com");
    assertThat(value(left, 1)).isEqualTo("jane@example.com");
    assertThat(value(left, 2)).isEqualTo("[email]");

    Redacted hashed = new Redactor(all(RedactionSettings.Mode.MASK, true)).redact(span);
    String user = hashed.span().getUserId().orElseThrow();
    assertThat(user).matches("hmac:[0-9a-f]{32}");
    assertThat(hashed.span().getSessionId().orElseThrow()).matches("hmac:[0-9a-f]{32}");
    assertThat(value(hashed, 0)).isEqualTo(user);
    assertThat(value(hashed, 1)).isEqualTo(user);
    assertThat(hashed.redactions()).isEqualTo(Map.of("email", 1, "session-id", 1, "user-id", 1));
    assertThat(hashed.span().toString()).doesNotContain("jane").doesNotContain("411111");
  }

  @Test
  void hashedIdsAloneAreNoMissingContent() {
    Span span = Span.newBuilder(with(attribute("user.id", 42L))).setUserId("42").build();

    Redacted hashed = new Redactor(all(RedactionSettings.Mode.MASK, true)).redact(span);

    assertThat(hashed.span().getContentRedacted()).isFalse();
    assertThat(value(hashed, 0)).isEqualTo(hashed.span().getUserId().orElseThrow());
  }

  @Test
  void equalTextsHaveEqualHashesAndOthersHaveOthers() {
    Redactor hashing = new Redactor(all(RedactionSettings.Mode.HASH, false));
    Redacted redacted =
        hashing.redact(
            with(
                attribute("a", "jane@example.com"),
                attribute("b", "Re: jane@example.com"),
                attribute("c", "joe@example.com")));

    String mark = (String) value(redacted, 0);
    assertThat(mark).matches("\\[email:[0-9a-f]{16}]");
    assertThat(value(redacted, 1)).isEqualTo("Re: " + mark);
    assertThat(value(redacted, 2)).isNotEqualTo(mark);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"n\": 4111111111111111, \"m\": [1, 4111111111111111.0]}"
            + "| {\"n\": \"[card]\", \"m\": [1, \"[card].0\"]}",
        "{\"text\":\"mail\\njane@example.com\"} | {\"text\":\"mail\\n[email]\"}",
        "{\"at\":\"jane\\u0040example.com\"} | {\"at\":\"[email]\"}",
        "{\"password\":{\"old\":\"a\",\"new\":\"b\"},\"user\":\"c\"}"
            + "| {\"password\":\"[secret]\",\"user\":\"c\"}",
        "[{\"password\":\"a\\\"b\"},\"left alone\"] | [{\"password\":\"[secret]\"},\"left alone\"]",
        "{\"note\":\"password:\",\"x\":\"abc\"} | {\"note\":\"password:\",\"x\":\"abc\"}",
        "{\"a\":\"{\\\"card\\\": 4111111111111111}\"}"
            + "| {\"a\":\"{\\\"card\\\": \\\"[card]\\\"}\"}",
        "{\"jane@example.com\":1} | {\"[email]\":1}",
        "{\"a\":\"jane@example.com\"}\\n | {\"a\":\"[email]\"}\\n"
      })
  void jsonIsJsonAfterwards(String before, String after) throws IOException {
    Redactor all = new Redactor(all(RedactionSettings.Mode.MASK, false));
    String text = before.endsWith("\\n") ? before.replace("\\n", "\n") : before;

    String redacted = (String) value(all.redact(with(attribute("json", text))), 0);

    assertThat(redacted).isEqualTo(before.endsWith("\\n") ? after.replace("\\n", "\n") : after);
    assertThat(JSON.readValue(redacted, JsonNode.class)).isNotNull();
  }

  @Test
  void whatBeginsLikeJsonAndIsNoneIsRedactedAsText() {
    String text = "{\"a\": \"jane@example.com\", \"b\": \"cut of";

    assertThat(
            value(
                new Redactor(all(RedactionSettings.Mode.MASK, false))
                    .redact(with(attribute("a", text))),
                0))
        .isEqualTo("{\"a\": \"[email]\", \"b\": \"cut of");
  }

  @Test
  void ownRulesAreAppliedBesideTheBuiltIn() {
    Redactor own =
        new Redactor(own(Map.of("customer", "K-\\d{6}"), Map.of("home", "(?i)\\baddress$")));
    Redacted redacted =
        own.redact(
            with(
                attribute("note", "K-123456 pays with 4111111111111111"),
                attribute("ship.address", "1 Main St"),
                attribute("args", "{\"address\":{\"street\":\"Main\"},\"n\":\"K-123456\"}")));

    assertThat(value(redacted, 0)).isEqualTo("[customer] pays with [card]");
    assertThat(value(redacted, 1)).isEqualTo("[home]");
    assertThat(value(redacted, 2)).isEqualTo("{\"address\":\"[home]\",\"n\":\"[customer]\"}");
    assertThat(redacted.redactions()).isEqualTo(Map.of("customer", 2, "card", 1, "home", 2));
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    assertThatThrownBy(() -> own(Map.of("Bad Name", "x"), Map.of()))
        .hasMessageContaining("values.Bad Name: not a name");
    assertThatThrownBy(() -> own(Map.of("card", "x"), Map.of()))
        .hasMessageContaining("another rule of that name");
    assertThatThrownBy(() -> own(Map.of("a", "x"), Map.of("a", "x")))
        .hasMessageContaining("another rule of that name");
    assertThatThrownBy(() -> own(Map.of("a", "(?=x)"), Map.of()))
        .hasMessageContaining("RE2's syntax");
    assertThatThrownBy(() -> own(Map.of("a", "x*"), Map.of()))
        .hasMessageContaining("finds the empty text");
    assertThatThrownBy(
            () ->
                new RedactionSettings(
                    RedactionSettings.Mode.HASH,
                    Optional.of("short"),
                    EnumSet.noneOf(BuiltInRule.class),
                    Map.of(),
                    Map.of(),
                    false,
                    false))
        .hasMessage("hash-secret: 5 characters (expected: 16 or more, as hashes are switched on)");
  }

  @Test
  void settingsDoNotShowTheirSecret() {
    assertThat(all(RedactionSettings.Mode.HASH, true).toString()).doesNotContain(SECRET);
  }

  private static RedactionSettings all(RedactionSettings.Mode mode, boolean ids) {
    return new RedactionSettings(
        mode, Optional.of(SECRET), EnumSet.allOf(BuiltInRule.class), Map.of(), Map.of(), ids, ids);
  }

  private static RedactionSettings own(Map<String, String> values, Map<String, String> keys) {
    return new RedactionSettings(
        RedactionSettings.Mode.MASK,
        Optional.empty(),
        EnumSet.of(BuiltInRule.SECRETS, BuiltInRule.CARDS),
        values,
        keys,
        false,
        false);
  }

  private static Object value(Redacted redacted, int attribute) {
    return redacted.span().getAttributes().get(attribute).getValue().get(0);
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
        .setStartUnixNano(1_700_000_000_000_000_000L)
        .setEndUnixNano(1_700_000_000_000_000_000L)
        .setReceivedAt(Instant.ofEpochMilli(1_700_000_000_000L))
        .setAttributes(List.of(attributes))
        .build();
  }

  private static Span marked(Span span) {
    Span marked = SpanRewrite.copy(span);
    marked.put(Span.getClassSchema().getField("contentRedacted").pos(), true);
    return marked;
  }

  /** A span with a text in every field that takes one, but for ids. */
  private static Span full(String planted) {
    String text = "a " + planted + " b";
    Attribute deep =
        attribute(
            "map",
            new AttributeMap(
                List.of(
                    attribute(
                        text,
                        new AttributeList(
                            List.of(new AttributeValue(text), new AttributeValue(null)))))));
    List<Attribute> attributes = List.of(attribute("plain", text), deep);
    Message message =
        new Message(
            text, text, text, text, List.of(new ToolCall(text, text, "{\"a\":\"" + text + "\"}")));
    return Span.newBuilder(with())
        .setName(text)
        .setStatusMessage(text)
        .setErrorType(text)
        .setServiceName(text)
        .setServiceVersion(text)
        .setEnvironment(text)
        .setAgentId(text)
        .setAgentName(text)
        .setAgentRole(text)
        .setModel(text)
        .setRequestModel(text)
        .setProvider(text)
        .setInputMessages(List.of(message))
        .setOutputMessages(List.of(message))
        .setInputText(text)
        .setOutputText("[\"" + text + "\"]")
        .setTool(new ToolExecution(text, text, text, text))
        .setFinishReason(text)
        .setTags(List.of("x", text))
        .setEvents(List.of(new SpanEvent(text, 1L, attributes, 0)))
        .setLinks(
            List.of(
                new SpanLink(
                    "5b8efff798038103d269b633813fc60c", "eee19b7e00000001", text, attributes, 0)))
        .setAttributes(attributes)
        .setResourceAttributes(attributes)
        .setScopeName(text)
        .setScopeVersion(text)
        .setTraceState(text)
        .build();
  }
}
