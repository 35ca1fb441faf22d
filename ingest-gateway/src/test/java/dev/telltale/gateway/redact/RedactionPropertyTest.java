// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for any text: random ones, made of what rules look for and what stands around it. */
class RedactionPropertyTest {
  private static final int TEXTS = 4_000;
  private static final List<String> SECRETS =
      List.of(
          "sk-aB3dE5fG7hI9jK1lM3nO5pQ7",
          "AKIAIOSFODNN7EXAMPLE",
          "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
          "4111111111111111",
          "4111 1111 1111 1111",
          "jane@example.com",
          "+49 170 1234567",
          "10.0.0.1",
          "K-123456",
          "-----BEGIN PRIVATE KEY-----\nMII",
          "eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJ");
  private static final List<String> AROUND =
      List.of(
          " ",
          "\n",
          "\"",
          "'",
          "\\",
          "\\n",
          "\\u0020",
          "[",
          "]",
          "{",
          "}",
          ":",
          "=",
          ",",
          "-",
          ".",
          "@",
          "password",
          "password=",
          "\"password\": \"",
          "token: ",
          "api_key",
          "Bearer ",
          "://",
          "[card]",
          "[secret]",
          "[email:0123456789abcdef]",
          "[secret:",
          "word",
          "Wort",
          "1",
          "42",
          "4111",
          "é",
          "\ud83d\ude00",
          "null",
          "sk-",
          "eyJ",
          "-----BEGIN ",
          "-----END ");
  private static final List<String> HARMLESS =
      List.of(
          " ",
          "\n",
          "the ",
          "order BP-43318 ",
          "was shipped on 2026-03-04 ",
          "at 1700000000000. ",
          "{\"id\": \"550e8400-e29b-41d4-a716-446655440000\", \"total\": 12.5}",
          "\\n",
          "\\u00e9",
          "a risk-based task ",
          "the password and the key ",
          "é\ud83d\ude00 ",
          "[x] ",
          "https://a.b/c ",
          "3.14159265358979 ",
          "5b8efff798038103d269b633813fc60c ",
          "max_tokens: 4096 ");

  @ParameterizedTest
  @EnumSource(RedactionSettings.Mode.class)
  void redactingAgainChangesNothing(RedactionSettings.Mode mode) {
    Texts texts = texts(mode);
    Random random = new Random(7);
    for (int i = 0; i < TEXTS; i++) {
      String text = text(random, i % 2 == 0 ? AROUND : HARMLESS, SECRETS);

      String once = texts.redact(text, new Counts());
      Counts again = new Counts();

      assertThat(texts.redact(once, again)).as(text).isEqualTo(once);
      assertThat(again.isEmpty()).as(text).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(RedactionSettings.Mode.class)
  void textWithoutSecretsStaysAsItIs(RedactionSettings.Mode mode) {
    Texts texts = texts(mode);
    Random random = new Random(8);
    for (int i = 0; i < TEXTS; i++) {
      String text = text(random, HARMLESS, List.of());

      assertThat(texts.redact(text, new Counts())).isSameAs(text);
    }
  }

  @ParameterizedTest
  @EnumSource(RedactionSettings.Mode.class)
  void jsonStaysJson(RedactionSettings.Mode mode) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    Texts texts = texts(mode);
    Random random = new Random(9);
    for (int i = 0; i < TEXTS / 4; i++) {
      String inner =
          mapper.writeValueAsString(
              Map.of(
                  text(random, AROUND, SECRETS),
                  List.of(text(random, AROUND, SECRETS), 4111111111111111L)));
      String json =
          mapper.writeValueAsString(Map.of("arguments", inner, "password", inner, "n", 12));

      String redacted = texts.redact(json, new Counts());

      assertThatCode(() -> mapper.readTree(mapper.readTree(redacted).get("arguments").asText()))
          .as(json)
          .doesNotThrowAnyException();
      assertThat(mapper.readTree(redacted).get("n").isInt()).isTrue();
    }
  }

  /** Each of them took minutes, or would have, when something in it was read again and again. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "key=",
        "token=",
        "password:\"",
        "{\"password\":",
        "-----BEGIN PRIVATE KEY-----\"",
        "sk-",
        "eyJ-",
        "eyJaaaaa.",
        "://",
        "a@",
        "0000 0000 ",
        "+1 ",
        "[card] 4111111111111111 ",
        "{\"a\":\"",
        "\\\""
      })
  @Timeout(30)
  void timeGrowsWithTheTextWhateverItIs(String repeated) {
    String text = repeated.repeat(200_000 / repeated.length());

    assertThat(texts(RedactionSettings.Mode.MASK).redact(text, new Counts())).isNotNull();
  }

  private static String text(Random random, List<String> around, List<String> secrets) {
    return IntStream.range(0, 1 + random.nextInt(12))
        .mapToObj(
            i ->
                random.nextInt(4) == 0 && !secrets.isEmpty()
                    ? pick(random, secrets)
                    : pick(random, around))
        .collect(Collectors.joining());
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static Texts texts(RedactionSettings.Mode mode) {
    RedactionSettings settings =
        new RedactionSettings(
            mode,
            Optional.of("an installation's secret"),
            EnumSet.allOf(BuiltInRule.class),
            Map.of("customer", "K-\\d{6}"),
            Map.of("home", "^home$"),
            false,
            false);
    Rules rules = new Rules(settings);
    KeyRules keys = new KeyRules(settings, rules);
    return new Texts(rules, keys, new Marks(List.copyOf(rules.names()), settings));
  }
}
