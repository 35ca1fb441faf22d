// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each built-in rule: what it finds, and what looks like it and is none. */
class BuiltInRuleTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "use sk-proj-aB3dE5fG7hI9jK1lM3nO5pQ7 for it | use [secret] for it",
        "sk-ant-api03-Zm9vYmFyYmF6cXV4-_A1. Thanks | [secret]. Thanks",
        "key=sk-aB3dE5fG7hI9jK1lM3nO5pQ7 | key=[secret]",
        "AKIAIOSFODNN7EXAMPLE | [secret]",
        "('ASIAIOSFODNN7EXAMPLE') | ('[secret]')",
        "push with ghp_16C7e42F292c6912E7710c838347Ae178B4a now | push with [secret] now",
        "github_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz | [secret]",
        "glpat-AbCdEf1234567890wxyz | [secret]",
        "xoxb-123456789012-abcdefGHIJKL | [secret]",
        "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXX"
            + "| https://hooks.slack.com/services/[secret]",
        "AIzaSyA1234567890abcdefghijklmnopqrstuv | [secret]",
        "hf_AbCdEfGhIjKlMnOpQrStUvWx | [secret]",
        "rk_live_4eC39HqLyjWDarjtT1zdp7dc | [secret]",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4 ok | [secret] ok",
        "Authorization: Bearer abc123.def-456 | Authorization: [secret]",
        "authorization: Basic dXNlcjpwYXNz | authorization: [secret]",
        "curl -H 'Authorization: Bearer s3cr3tt0ken' | curl -H 'Authorization: [secret]'",
        "the bearer 0f1e2d3c4b5a is gone | the bearer [secret] is gone",
        "password=hunter2&user=jane | password=[secret]&user=jane",
        "PASSWORD = hunter2; | PASSWORD = [secret];",
        "my Password: hunter2 and so on | my Password: [secret] and so on",
        "MYSQL_PASSWORD=hunter2 | MYSQL_PASSWORD=[secret]",
        "api_key: \"short\" | api_key: \"[secret]\"",
        "the {\"x-api-key\": \"a b c\"} header | the {\"x-api-key\": \"[secret]\"} header",
        "in \\\"password\\\": \\\"a\\\\\\\"b\\\", x | in \\\"password\\\": \\\"[secret]\\\", x",
        "token=0123456789abcdef0123 | token=[secret]",
        "postgres://app:s3cret@db:5432/x | postgres://app:[secret]@db:5432/x"
      })
  void secretsAreFound(String text, String redacted) {
    assertThat(redact(BuiltInRule.SECRETS, text)).isEqualTo(redacted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "task-based risk-averse desk-bound disk-encryption-in-use-everywhere",
        "sk-learn-is-a-library-for-learning",
        "sk-short",
        "AKIA is how they begin",
        "xAKIAIOSFODNN7EXAMPLE",
        "Basic authorization: approved",
        "the bearer certificate of the company",
        "a password and a secret, a token and a key",
        "forgot your password? press the key.",
        "{\"password\": null, \"secret\": true, \"token\": 5}",
        "max_tokens=4096, token_count: 17, tokens: 123456789",
        "password=",
        "secret=/run/secrets/db",
        "https://example.com:8080/a@b",
        "eyJ is how JSON begins in base64",
        "-----BEGIN CERTIFICATE----- MIIB -----END CERTIFICATE-----",
        "550e8400-e29b-41d4-a716-446655440000",
        "5b8efff798038103d269b633813fc60c"
      })
  void whatLooksLikeASecretIsNone(String text) {
    assertThat(redact(BuiltInRule.SECRETS, text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN PRIVATE KEY-----\nMIIEvQ\nIBADANB+/=\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\\nMIIEvQ\\nIBADANB\\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 1.0 (x)\n\nlQ\n"
            + "-----END PGP PRIVATE KEY BLOCK-----",
        "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEI"
      })
  void privateKeysAreFoundWithOrWithoutTheirEnd(String key) {
    assertThat(redact(BuiltInRule.SECRETS, "it is (" + key + ")")).isEqualTo("it is ([secret])");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111\u00a01111\u00a01111\u00a01111",
        "4222222222222",
        "5555555555554444",
        "2223003122003222",
        "378282246310005",
        "3782 822463 10005",
        "3056 930902 5904",
        "6011 1111 1111 1117",
        "3530111333300000",
        "6304000000000000000",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"
      })
  void cardNumbersAreFound(String number) {
    assertThat(redact(BuiltInRule.CARDS, number)).isEqualTo("[card]");
    assertThat(redact(BuiltInRule.CARDS, "my card (" + number + "), 03/27."))
        .isEqualTo("my card ([card]), 03/27.");
    assertThat(redact(BuiltInRule.CARDS, "2 of\\n" + number + "\n03/27"))
        .isEqualTo("2 of\\n[card]\n03/27");
    assertThat(redact(BuiltInRule.CARDS, "room 12 " + number.replace(' ', '-') + " 03/27"))
        .isEqualTo("room 12 [card] 03/27");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111112",
        "4111 1111 1111 1112",
        "41111111111111111111",
        "1700000000000000",
        "1700000000000004",
        "1234567812345670",
        "20251009085321",
        "2025100908532103",
        "550e8400-e29b-41d4-a716-446655440000",
        "12345678-4111-1111-1111-111111111111",
        "5b8efff798038103d269b633813fc60c",
        "a4111111111111111f",
        "x4111111111111111",
        "0.4111111111111111",
        "-3.4111111111111111",
        "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14",
        "1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6",
        "+49 170 1234567",
        "BP-43318 and BP-42681"
      })
  void otherNumbersAreNoCards(String text) {
    assertThat(redact(BuiltInRule.CARDS, text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "write to jane.doe+x@mail.example.com. | write to [email].",
        "<jane@example.co.uk>,bob_1@example.org | <[email]>,[email]",
        "\\njane@example.com | \\n[email]",
        "a@b | a@b",
        "@home | @home",
        "user@localhost | user@localhost",
        "a @ b.com | a @ b.com"
      })
  void addressesOfEMailAreFound(String text, String redacted) {
    assertThat(redact(BuiltInRule.EMAILS, text)).isEqualTo(redacted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "call +49 170 1234567 now | call [phone] now",
        "+1 (555) 123-4567 | [phone]",
        "(555) 123-4567 | [phone]",
        "555-123-4567 | [phone]",
        "+491701234567 | [phone]",
        "in 2025-10-09 it was 12.50 | in 2025-10-09 it was 12.50",
        "1 + 1 = 2, +5% | 1 + 1 = 2, +5%",
        "1700000000000 | 1700000000000",
        "550e8400-e29b-41d4-a716-446655440000 | 550e8400-e29b-41d4-a716-446655440000"
      })
  void telephoneNumbersAreFound(String text, String redacted) {
    assertThat(redact(BuiltInRule.PHONES, text)).isEqualTo(redacted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "from 192.168.10.254:80 | from [ip]:80",
        "10.0.0.1 | [ip]",
        "version 3.14.15 | version 3.14.15",
        "300.1.1.1 | 300.1.1.1"
      })
  void addressesOfMachinesAreFound(String text, String redacted) {
    assertThat(redact(BuiltInRule.IPS, text)).isEqualTo(redacted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sk-aB3dE5fG7hI9jK1lM3nO5pQ7",
        "4111111111111111",
        "jane@example.com",
        "+49 170 1234567",
        "10.0.0.1"
      })
  void aRuleThatIsOffFindsNothing(String text) {
    RedactionSettings none = settings(EnumSet.noneOf(BuiltInRule.class));
    Rules rules = new Rules(none);

    assertThat(rules.all(text)).isEmpty();
  }

  private static String redact(BuiltInRule rule, String text) {
    RedactionSettings settings = settings(EnumSet.of(rule));
    Rules rules = new Rules(settings);
    KeyRules keys = new KeyRules(settings, rules);
    return new Texts(rules, keys, new Marks(List.copyOf(rules.names()), settings))
        .redact(text, new Counts());
  }

  private static RedactionSettings settings(EnumSet<BuiltInRule> rules) {
    return new RedactionSettings(
        RedactionSettings.Mode.MASK, Optional.empty(), rules, Map.of(), Map.of(), false, false);
  }
}
