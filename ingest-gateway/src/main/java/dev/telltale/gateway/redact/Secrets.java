// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.redact;

import java.util.List;

/**
 * What secrets look like. The forms of keys are those that their issuers write down, with lengths
 * on the short side: a key that was cut is half a key.
 *
 * @see <a
 *     href="https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats">GitHub's
 *     token formats</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids">AWS'
 *     unique identifiers</a>
 * @see <a href="https://docs.slack.dev/authentication/tokens">Slack's tokens</a>
 */
final class Secrets {
  private static final int SHORTEST = 14;

  private Secrets() {}

  static List<Row> rows() {
    return List.of(
        // Model providers, observability, and whoever else took up OpenAI's form.
        key("sk-[A-Za-z0-9_-]{16,}", "sk-"),
        key("AIza[A-Za-z0-9_-]{30,}", "AIza"),
        key("hf_[A-Za-z0-9]{20,}", "hf_"),
        key("gsk_[A-Za-z0-9]{20,}", "gsk_"),
        key("(?:xai|pplx|tvly|nvapi)-[A-Za-z0-9_-]{20,}", "xai-", "pplx-", "tvly-", "nvapi-"),
        key("r8_[A-Za-z0-9]{20,}", "r8_"),
        key("lsv2_[a-z]{2}_[A-Za-z0-9_]{16,}", "lsv2_"),
        // Clouds and code.
        key("A(?:KIA|SIA)[A-Z0-9]{16}\\b", "AKIA", "ASIA"),
        key("ya29\\.[A-Za-z0-9_-]{20,}", "ya29."),
        key("GOCSPX-[A-Za-z0-9_-]{20,}", "GOCSPX-"),
        key("gh[oprsu]_[A-Za-z0-9]{20,}", "gho_", "ghp_", "ghr_", "ghs_", "ghu_"),
        key("github_pat_[A-Za-z0-9_]{20,}", "github_pat_"),
        key("gl(?:pat|dt|rt)-[A-Za-z0-9_-]{16,}", "glpat-", "gldt-", "glrt-"),
        key("npm_[A-Za-z0-9]{30,}", "npm_"),
        key("pypi-[A-Za-z0-9_-]{30,}", "pypi-"),
        key("do[opr]_v1_[a-f0-9]{30,}", "doo_v1_", "dop_v1_", "dor_v1_"),
        key("dapi[a-f0-9]{30,}", "dapi"),
        // Messages, mail, money.
        key("x(?:ox[a-z]|app)-[A-Za-z0-9-]{10,}", "xox", "xapp-"),
        key("hooks\\.slack\\.com/[a-z]+/([A-Za-z0-9_/-]{16,})", "hooks.slack.com/"),
        key("SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}", "SG."),
        key("[rs]k_(?:live|test)_[A-Za-z0-9]{16,}", "rk_live_", "rk_test_", "sk_live_", "sk_test_"),
        key("whsec_[A-Za-z0-9+/=]{16,}", "whsec_"),
        // Whoever issued them.
        new Row(List.of("eyJ"), new WebTokens()),
        new Row(
            List.of("bearer "),
            new PatternFinder(
                "(?i)bearer {1,3}([a-z0-9._~+/=-]{8,})",
                Secrets::never,
                Secrets::isBase64,
                text -> true,
                Randomness::hasDigit)),
        new Row(
            List.of("://"),
            new PatternFinder(
                "://[^\\s/?#:@\"'<>\\\\]*:([^\\s/?#@\"'<>\\\\]+)@",
                Secrets::never,
                Secrets::never,
                text -> text.indexOf('@') > 0,
                match -> true)),
        new Row(List.of("-----BEGIN "), new PrivateKeys()),
        new Row(Assignments.ANCHORS, new Assignments()));
  }

  private static Row key(String pattern, String... anchors) {
    return new Row(
        List.of(anchors),
        new PatternFinder(
            pattern,
            Secrets::never,
            Secrets::isToken,
            Secrets::isLikely,
            Randomness::hasDigitOrCapital));
  }

  private static boolean never(int c) {
    return false;
  }

  private static boolean isToken(int c) {
    return Edges.isWord((char) c) || c == '-';
  }

  /** No key is shorter, and none has a space. */
  private static boolean isLikely(String text) {
    return text.length() >= SHORTEST
        && text.chars().limit(SHORTEST).noneMatch(c -> c == ' ' || c == '"');
  }

  private static boolean isBase64(int c) {
    return isToken(c) || ".~+/=".indexOf(c) >= 0;
  }
}
