// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.telltale.schemas.access.UnsubscribeToken;
import dev.telltale.schemas.access.UnsubscribeToken.Claim;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemberApiTest {
  private static final ServedApi API = new ServedApi();
  private static final String ALL = "/api/v1/members";
  private static final String ALERT = "/api/v1/alerts/support/refund-asked/many";
  private static final String KEY = "default/support/refund-asked/many";

  @AfterAll
  static void stop() {
    API.close();
  }

  @BeforeEach
  void define() throws Exception {
    API.reset();
    String yaml =
        """
        kind: signal
        agent: support
        signal: refund-asked
        type: binary
        scope: trace
        prompt: Refund?
        state: draft
        ---
        kind: alert
        agent: support
        signal: refund-asked
        alert: many
        metric: true_rate
        comparison: absolute
        fires: at or above 0.3
        window: 5m
        """;
    String body =
        ServedApi.JSON.writeValueAsString(
            Map.of("files", List.of(Map.of("name", "a", "content", yaml))));
    assertThat(API.json("POST", "/api/v1/apply", body).status()).isEqualTo(200);
    add("ada", "ada@example.com");
  }

  @Test
  void aMemberIsAddedShownAndRemoved() throws Exception {
    ServedApi.Answer made =
        API.json(
            "POST",
            ALL,
            "{\"member\": \"Grace H.\", \"address\": \"grace@b\", \"role\": \"editor\"}");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body().toString())
        .isEqualTo(
            "{\"member\":\"Grace H.\",\"address\":\"grace@b\",\"role\":\"editor\",\"mutes\":[],"
                + "\"overview\":null}");
    assertThat(API.json("GET", ALL, null).body().path("members").findValuesAsText("member"))
        .containsExactly("Grace H.", "ada");
    assertThat(API.json("DELETE", ALL + "/Grace%20H.", null).status()).isEqualTo(200);
    assertThat(API.json("GET", ALL + "/Grace%20H.", null).status()).isEqualTo(404);
    assertThat(API.json("POST", ALL, "{\"member\": \"ada\"}").status()).isEqualTo(409);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"member\": \"\"}|member (expected",
        "{\"member\": \"a/b\"}|member (expected",
        "{\"member\": \"a\", \"address\": \"a\"}|address: not one of e-mail",
        "{\"member\": \"a\", \"address\": \"a@b,c@d\"}|address: not one of e-mail",
        "{\"member\": \"a\", \"address\": \"a@b\\r\\nBcc: c@d\"}|address: not one of e-mail",
        "{\"member\": \"a\", \"role\": \"king\"}|role: king (expected: viewer or editor or owner)",
      })
  void aMemberWhoCannotBeIsRefused(String body, String why) throws Exception {
    ServedApi.Answer refused = API.json("POST", ALL, body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.detail()).startsWith("body: " + why);
  }

  @Test
  void anOverviewIsAskedForAndStopped() throws Exception {
    ServedApi.Answer set =
        API.json("PUT", ALL + "/ada/overview", "{\"at\": \"07:30\", \"zone\": \"Europe/Berlin\"}");

    assertThat(set.body().path("overview").toString())
        .isEqualTo("{\"at\":\"07:30\",\"zone\":\"Europe/Berlin\",\"channel\":null}");
    assertThat(API.json("DELETE", ALL + "/ada/overview", null).body().path("overview").isNull())
        .isTrue();
  }

  @Test
  void anOverviewHasToReachSomebody() throws Exception {
    API.json("POST", ALL, "{\"member\": \"team\"}");

    assertThat(API.json("PUT", ALL + "/team/overview", "{}").status()).isEqualTo(409);
    assertThat(
            API.json("PUT", ALL + "/team/overview", "{\"channel\": \"slack:#support\"}")
                .body()
                .at("/overview/channel")
                .asText())
        .isEqualTo("slack:#support");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"at\": \"24:00\"}",
        "{\"at\": \"9:00\"}",
        "{\"zone\": \"Berlin\"}",
        "{\"zone\": \"GMT+25\"}",
        "{\"channel\": \"pager\"}",
        "{\"channel\": \"console\"}"
      })
  void anOverviewAtNoTimeOrNowhereIsRefused(String body) throws Exception {
    assertThat(API.json("PUT", ALL + "/ada/overview", body).status()).isEqualTo(400);
  }

  @Test
  void anAlertIsMutedForOneMemberForAWhile() throws Exception {
    add("bob", "bob@example.com");

    API.json("POST", ALERT + "/mute", "{\"member\": \"ada\", \"forTime\": \"2h\"}");

    assertThat(mutes("ada"))
        .hasToString("[{\"alert\":\"" + KEY + "\",\"until\":\"2026-01-01T14:00:00Z\"}]");
    assertThat(mutes("bob")).isEmpty();
    assertThat(API.json("GET", ALERT, null).body().path("enabled").asBoolean()).isTrue();
    assertThat(API.json("PUT", ALL + "/ada/overview", "{\"at\": \"07:30\"}").status())
        .isEqualTo(200);
    assertThat(mutes("ada")).hasSize(1);
    API.json("POST", ALERT + "/unmute?member=ada", null);
    assertThat(mutes("ada")).isEmpty();
  }

  @Test
  void anAlertIsMutedForAllMembersOnce() throws Exception {
    add("bob", "bob@example.com");
    API.json("POST", ALERT + "/mute", "{\"forTime\": \"30m\"}");

    API.json("POST", ALERT + "/mute", "{}");

    String forever = "[{\"alert\":\"" + KEY + "\",\"until\":null}]";
    assertThat(mutes("ada")).hasToString(forever);
    assertThat(mutes("bob")).hasToString(forever);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"until\": \"2025-12-31T00:00:00Z\"}",
        "{\"until\": \"tomorrow\"}",
        "{\"forTime\": \"0\"}",
        "{\"forTime\": \"1h\", \"until\": \"2027-01-01T00:00:00Z\"}"
      })
  void aMuteThatWouldEndBeforeItBeginsIsRefused(String body) throws Exception {
    assertThat(API.json("POST", ALERT + "/mute", body).status()).isEqualTo(400);
    assertThat(mutes("ada")).isEmpty();
  }

  @Test
  void whoOnlyLooksAtALinkMutesNothing() throws Exception {
    HttpResponse<String> page = API.send("GET", link("ada", Optional.of(KEY)), null);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
    assertThat(page.body()).contains(KEY).contains("<form method=\"post\">");
    assertThat(mutes("ada")).isEmpty();
  }

  @Test
  void theButtonOfALinkMutesTheAlertForItsReader() throws Exception {
    add("bob", "bob@example.com");

    HttpResponse<String> page =
        API.send(
            "POST",
            link("ada", Optional.of(KEY)),
            "List-Unsubscribe=One-Click",
            "content-type",
            "application/x-www-form-urlencoded");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(mutes("ada")).hasToString("[{\"alert\":\"" + KEY + "\",\"until\":null}]");
    assertThat(mutes("bob")).isEmpty();
  }

  @Test
  void theLinkOfAnOverviewEndsIt() throws Exception {
    API.json("PUT", ALL + "/ada/overview", "{}");

    assertThat(API.send("POST", link("ada", Optional.empty()), null).statusCode()).isEqualTo(200);

    assertThat(API.json("GET", ALL + "/ada", null).body().path("overview").isNull()).isTrue();
  }

  @Test
  void aLinkThatSomebodyMadeUpDoesNothing() throws Exception {
    String token =
        UnsubscribeToken.of(
            new Claim("default", "ada", Optional.of(KEY)), "guessed".getBytes(UTF_8));

    assertThat(API.send("POST", "/unsubscribe/" + token, null).statusCode()).isEqualTo(404);
    assertThat(API.send("GET", "/unsubscribe/" + token, null).statusCode()).isEqualTo(404);
    assertThat(mutes("ada")).isEmpty();
  }

  @Test
  void withoutASecretThereAreNoLinks() throws Exception {
    API.secret = Optional.empty();
    API.serve(API.topics.startedLog());

    HttpResponse<String> page = API.send("GET", link("ada", Optional.of(KEY)), null);

    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.body()).contains("telltale.unsubscribe-secret is not set");
  }

  @Test
  void namesOnThePageAreText() throws Exception {
    HttpResponse<String> page =
        API.send("GET", link("<script>alert('x')</script>", Optional.of("a\"&b")), null);

    assertThat(page.body())
        .doesNotContain("<script>")
        .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;")
        .contains("a&quot;&amp;b");
  }

  @Test
  void aLinkOfAFormerMemberSaysSo() throws Exception {
    API.json("DELETE", ALL + "/ada", null);

    HttpResponse<String> page = API.send("POST", link("ada", Optional.of(KEY)), null);

    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.body()).contains("you are no member any more");
  }

  private static String link(String member, Optional<String> alert) {
    return "/unsubscribe/"
        + UnsubscribeToken.of(
            new Claim("default", member, alert), ServedApi.SECRET.getBytes(UTF_8));
  }

  private static void add(String name, String address) throws IOException, InterruptedException {
    API.json("POST", ALL, "{\"member\": \"" + name + "\", \"address\": \"" + address + "\"}");
  }

  private static JsonNode mutes(String member) throws IOException, InterruptedException {
    return API.json("GET", ALL + '/' + member, null).body().path("mutes");
  }
}
