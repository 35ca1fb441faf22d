// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertApiTest {
  private static final ServedApi API = new ServedApi();
  private static final String ALL = "/api/v1/alerts";
  private static final String REFUNDS = ALL + "/support/refund-asked/many";
  private static final String MOOD = ALL + "/support/mood/much";

  @AfterAll
  static void stop() {
    API.close();
  }

  @BeforeEach
  void define() throws Exception {
    API.reset();
    assertThat(
            API.json(
                    "POST",
                    "/api/v1/signals",
                    """
                    {"agent": "support", "signal": "refund-asked", "type": "binary",
                     "scope": "trace", "prompt": "Refund?", "judge": "offline",
                     "examples": {"true": ["a", "b"], "false": ["c", "d"]}}
                    """)
                .status())
        .isEqualTo(201);
    assertThat(
            API.json(
                    "POST",
                    "/api/v1/signals",
                    """
                    {"agent": "support", "signal": "mood", "type": "string", "scope": "trace",
                     "prompt": "How?", "judge": "offline", "labels": ["good", "so-so", "bad"],
                     "sentiments": {"good": "positive", "so-so": "neutral", "bad": "negative"},
                     "examples": {"good": ["a", "b"], "so-so": ["c", "d"], "bad": ["e", "f"]}}
                    """)
                .status())
        .isEqualTo(201);
  }

  @Test
  void anAlertIsCreatedWithASentence() throws Exception {
    ServedApi.Answer made = create("{\"fires\": \"rises by 20\", \"significance\": true}");

    assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    assertThat(made.body().at("/alert/sentence").asText())
        .isEqualTo(
            "fires when the true rate over 1 h rises by 20 % or more, significant at 99.9 % in 3"
                + " evaluations in a row, with at least 50 labels in each hour");
    assertThat(made.body().path("change").asText()).isEqualTo("created");
    assertThat(made.body().path("warnings")).isEmpty();
    assertThat(API.json("GET", REFUNDS, null).body()).isEqualTo(made.body().path("alert"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true_rate   |       | percent_change    | by 20          | rises by 20",
        "value_share | bad   | percentage_points | by 5           | rises by 5",
        "value_share | good  | percent_change    | by 20          | falls by 20",
        "value_count | good  | absolute          | at 5           | at or below 5",
        "value_share | bad   | absolute          | at 0.3         | at or above 0.3",
        "true_rate   |       | absolute          | at or below 0.1| at or below 0.1",
      })
  void withoutADirectionTheOutcomesSentimentSaysIt(
      String metric, @Nullable String value, String comparison, String fires, String echoed)
      throws Exception {
    ServedApi.Answer made = create(fields(metric, value, comparison, fires).toString());

    assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    assertThat(made.body().at("/alert/fires").asText()).isEqualTo(echoed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "value_share  | so-so | percent_change | by 20  | so-so is neutral, so nobody",
        "value_count  | so-so | absolute       | at 20  | so-so is neutral, so nobody",
        "label_volume |       | absolute       | at 100 | nobody can tell which way",
      })
  void aNeutralOutcomeAsksForADirectionOrAYes(
      String metric, @Nullable String value, String comparison, String fires, String why)
      throws Exception {
    String body = fields(metric, value, comparison, fires).toString();

    ServedApi.Answer refused = create(body);
    ServedApi.Answer made = create(body, "?confirm=true");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.errors())
        .singleElement()
        .asString()
        .startsWith("fires: " + why)
        .contains("--yes");
    assertThat(made.body().at("/alert/fires").asText()).containsAnyOf("at or above", "rises");
  }

  @Test
  void goingAgainstTheSentimentIsAllowedAndWarnedOf() throws Exception {
    ServedApi.Answer made =
        create(fields("value_share", "good", "percent_change", "rises by 20").toString());

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body().path("warnings"))
        .singleElement()
        .extracting(JsonNode::asText)
        .isEqualTo(
            "good is a positive outcome, and this fires when there is much of it: most want fires:"
                + " falls by");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "value_share | furious | absolute | at or above 0.3 | value: furious is no outcome",
        "true_rate   |         | absolute | at or above 30  | fires: at or above 30 (expected: a rate",
        "label_volume|         | percentage_points | rises by 3 | comparison: percentage_points",
      })
  void whatTheSignalDoesNotHaveIsRefused(
      String metric, @Nullable String value, String comparison, String fires, String why)
      throws Exception {
    ServedApi.Answer refused = create(fields(metric, value, comparison, fires).toString());

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.errors()).singleElement().asString().startsWith(why);
  }

  @Test
  void aSignalHasTheMetricsOfItsType() throws Exception {
    assertThat(create(mood("true_rate", null)).errors())
        .singleElement()
        .asString()
        .startsWith("metric: true_rate (expected: value_share, value_count or label_volume");
    ObjectNode ofBinary = fields("true_rate", null, "absolute", "at or above 0.3");
    ofBinary.put("metric", "value_count").put("value", "true").put("fires", "at or above 3");
    assertThat(create(ofBinary.toString()).errors())
        .containsExactly(
            "metric: value_count (expected: true_rate or label_volume, as support/refund-asked is"
                + " binary)");
  }

  @ParameterizedTest
  @CsvSource({
    "absolute, at or above 0.3, 0.4, less",
    "absolute, at or below 0.3, 0.3, more",
    "percent_change, falls by 20, 25, less",
    "percent_change, rises by 20, 20, less"
  })
  void aRecoveryOnTheBadSideIsRefused(
      String comparison, String fires, double recovery, String expected) throws Exception {
    ObjectNode fields = fields("true_rate", null, comparison, fires);

    ServedApi.Answer refused = create(fields.put("recovery", recovery).toString());

    assertThat(refused.errors())
        .containsExactly(
            "recovery: not on the good side of the line (expected: "
                + expected
                + " than what fires says)");
  }

  @Test
  void aFallRecoversInTheUnitOfItsWords() throws Exception {
    ServedApi.Answer made =
        create(
            fields("value_share", "good", "percent_change", "falls by 20")
                .put("recovery", 7.5)
                .toString());

    assertThat(made.body().at("/alert/recovery").asDouble()).isEqualTo(7.5);
    assertThat(made.body().at("/alert/sentence").asText())
        .contains("falls by 20 % or more, until it is above -7.5 %");
  }

  @Test
  void anEditChangesWhatIsGivenAndShowsTheDifference() throws Exception {
    create("{\"fires\": \"rises by 20\", \"notify\": [\"email\", \"slack:#support\"]}");

    ServedApi.Answer edited =
        API.json(
            "PATCH",
            REFUNDS + "?expectedRevision=1",
            "{\"fires\": \"rises by 30\", \"significance\": {\"evaluations\": 5}}");

    assertThat(edited.status()).as(edited.body().toString()).isEqualTo(200);
    assertThat(edited.body().path("diff").toString())
        .isEqualTo(
            "[{\"field\":\"fires\",\"before\":\"rises by 20\",\"after\":\"rises by 30\"},"
                + "{\"field\":\"significance\",\"before\":null,"
                + "\"after\":{\"confidence\":99.9,\"evaluations\":5}}]");
    assertThat(edited.body().at("/alert/revision").asInt()).isEqualTo(2);
    assertThat(edited.body().at("/alert/minLabels").asInt()).isEqualTo(50);
    assertThat(edited.body().at("/alert/notify").toString())
        .isEqualTo("[\"email\",\"slack:#support\"]");
  }

  @Test
  void anEditThatSomebodyOvertookIsRefused() throws Exception {
    create("{\"fires\": \"rises by 20\"}");
    API.json("PATCH", REFUNDS, "{\"severity\": \"critical\"}");

    ServedApi.Answer late =
        API.json("PATCH", REFUNDS + "?expectedRevision=1", "{\"severity\": \"info\"}");

    assertThat(late.status()).isEqualTo(409);
    assertThat(late.detail()).contains("is at revision 2, not 1: somebody has edited it");
  }

  @Test
  void aNewComparisonTakesItsWordsAlongAndAsksForNewOnes() throws Exception {
    create("{\"fires\": \"rises by 20\", \"significance\": true, \"recovery\": 10}");

    assertThat(API.json("PATCH", REFUNDS, "{\"comparison\": \"absolute\"}").errors())
        .containsExactly("fires: missing");
    ServedApi.Answer edited =
        API.json(
            "PATCH", REFUNDS, "{\"comparison\": \"absolute\", \"fires\": \"at or above 0.4\"}");

    assertThat(edited.body().at("/alert/sentence").asText())
        .isEqualTo(
            "fires when the true rate over 1 h is at or above 40 %, with at least 50 labels");
  }

  @Test
  void whatANewAlertIsCalledCannotBeEdited() throws Exception {
    create("{\"fires\": \"rises by 20\"}");

    assertThat(API.json("PATCH", REFUNDS, "{\"alert\": \"few\", \"agent\": \"x\"}").errors())
        .containsExactly(
            "agent: cannot be changed (expected: support, or a new alert)",
            "alert: cannot be changed (expected: many, or a new alert)");
  }

  @Test
  void anAlertIsPausedArchivedAndTakenBack() throws Exception {
    create("{\"fires\": \"rises by 20\"}");

    assertThat(move("disable").at("/alert/enabled").asBoolean()).isFalse();
    assertThat(move("disable").path("change").asText()).isEqualTo("unchanged");
    assertThat(move("enable").at("/alert/enabled").asBoolean()).isTrue();
    assertThat(move("archive").at("/alert/archived").asBoolean()).isTrue();
    assertThat(API.json("GET", ALL, null).body().path("alerts")).isEmpty();
    assertThat(API.json("GET", ALL + "?includeArchived=true", null).body().path("alerts"))
        .hasSize(1);
    assertThat(API.json("POST", REFUNDS + "/enable", null).detail()).contains("unarchive it first");
    JsonNode back = move("unarchive");
    assertThat(back.path("diff").toString())
        .isEqualTo("[{\"field\":\"archived\",\"before\":true,\"after\":false}]");
    assertThat(back.at("/alert/enabled").asBoolean()).isFalse();
    assertThat(API.json("POST", REFUNDS + "/unarchive", null).status()).isEqualTo(409);
  }

  @Test
  void anAlertWhoseValueIsGoneCanStillBeArchived() throws Exception {
    create(mood("value_share", "so-so"));
    ServedApi.Answer edited =
        API.json("PATCH", "/api/v1/signals/support/mood", "{\"labels\": [\"good\", \"bad\"]}");
    assertThat(edited.status()).as(edited.body().toString()).isEqualTo(200);

    assertThat(API.json("PATCH", MOOD, "{\"severity\": \"info\"}").errors())
        .containsExactly("value: so-so is no outcome (expected: good, bad)");
    assertThat(API.json("POST", MOOD + "/archive", null).status()).isEqualTo(200);
  }

  @Test
  void aDryRunWritesNothing() throws Exception {
    long before = API.topics.commits();

    ServedApi.Answer dry = create("{\"fires\": \"rises by 20\"}", "?dryRun=true");

    assertThat(dry.status()).isEqualTo(200);
    assertThat(dry.body().path("dryRun").asBoolean()).isTrue();
    assertThat(API.topics.commits()).isEqualTo(before);
  }

  @Test
  void aNameThatIsTakenIsRefused() throws Exception {
    create("{\"fires\": \"rises by 20\"}");

    ServedApi.Answer twice = create("{\"fires\": \"rises by 20\"}");

    assertThat(twice.status()).isEqualTo(409);
    assertThat(twice.detail())
        .isEqualTo("support/refund-asked/many exists already (edit it, or choose another name)");
  }

  @Test
  void anAlertThatIsNotThereIsNotFound() throws Exception {
    assertThat(API.json("GET", REFUNDS, null).status()).isEqualTo(404);
    assertThat(API.json("GET", REFUNDS.replace("many", "MANY"), null).status()).isEqualTo(404);
    assertThat(API.json("GET", REFUNDS + "?project=other", null).status()).isEqualTo(404);
  }

  private static JsonNode move(String step) throws IOException, InterruptedException {
    return API.json("POST", REFUNDS + '/' + step, null).body();
  }

  private static String mood(String metric, @Nullable String value) {
    ObjectNode fields = fields(metric, value, "absolute", "at or above 0.3");
    return fields.put("signal", "mood").put("alert", "much").toString();
  }

  private static ObjectNode fields(
      String metric, @Nullable String value, String comparison, String fires) {
    ObjectNode fields = ServedApi.JSON.createObjectNode();
    fields.put("metric", metric).put("comparison", comparison).put("fires", fires);
    if (comparison.equals("absolute") && metric.equals("label_volume")) {
      fields.putNull("minLabels");
    }
    if (value != null) {
      fields.put("signal", "mood").put("value", value);
    }
    return fields;
  }

  private static ServedApi.Answer create(String more) throws IOException, InterruptedException {
    return create(more, "");
  }

  /** A percent change of the true rate over an hour, but for what is said otherwise. */
  private static ServedApi.Answer create(String more, String query)
      throws IOException, InterruptedException {
    ObjectNode fields =
        (ObjectNode)
            ServedApi.JSON.readTree(
                """
                {"agent": "support", "signal": "refund-asked", "alert": "many",
                 "metric": "true_rate", "comparison": "percent_change", "window": "1h",
                 "minLabels": 50}
                """);
    fields.setAll((ObjectNode) ServedApi.JSON.readTree(more));
    return API.json("POST", ALL + query, fields.toString());
  }
}
