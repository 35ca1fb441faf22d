// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.registry;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.telltale.schemas.registry.RegistryException.Kind;
import java.net.URI;
import java.time.Duration;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSchemaRegistryTest {
  private static final Schema SCHEMA =
      SchemaBuilder.record("Fixture").fields().requiredString("id").endRecord();
  private static final String SUBJECT = "telltale.spans-value";

  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(
              WireMockConfiguration.options()
                  .dynamicPort()
                  .jettyAcceptors(1)
                  .bindAddress("127.0.0.1"))
          .build();

  @Test
  void aSchemaIsRegisteredOnceAndItsIdIsKept() {
    SERVER.stubFor(
        post(urlEqualTo("/ccompat/subjects/" + SUBJECT + "/versions"))
            .willReturn(okJson("{\"id\":7}")));
    HttpSchemaRegistry registry = registry("Basic abc");

    assertThat(registry.register(SUBJECT, SCHEMA)).isEqualTo(7);
    assertThat(registry.register(SUBJECT, SCHEMA)).isEqualTo(7);

    SERVER.verify(
        1,
        postRequestedFor(urlEqualTo("/ccompat/subjects/" + SUBJECT + "/versions"))
            .withHeader("Authorization", equalTo("Basic abc"))
            .withRequestBody(matchingJsonPath("$.schema", equalTo(SCHEMA.toString()))));
  }

  @Test
  void aSchemaIsFetchedOnceByItsId() {
    SERVER.stubFor(get(urlEqualTo("/ccompat/schemas/ids/7")).willReturn(okJson(schemaJson(""))));
    HttpSchemaRegistry registry = registry(null);

    assertThat(registry.byId(7)).isEqualTo(SCHEMA);
    assertThat(registry.byId(7)).isEqualTo(SCHEMA);

    SERVER.verify(1, getRequestedFor(urlEqualTo("/ccompat/schemas/ids/7")));
  }

  @Test
  void theLatestVersionOfASubjectIsAskedForEachTime() {
    String path = "/ccompat/subjects/" + SUBJECT + "/versions/latest";
    SERVER.stubFor(get(urlEqualTo(path)).willReturn(okJson(schemaJson("\"version\":3,\"id\":7,"))));

    assertThat(registry(null).latest(SUBJECT))
        .contains(new RegisteredSchema(SUBJECT, 3, 7, SCHEMA));
  }

  @Test
  void anUnknownSubjectHasNoLatestVersion() {
    SERVER.stubFor(
        get(urlEqualTo("/ccompat/subjects/none/versions/latest"))
            .willReturn(
                okJson("{\"error_code\":40401,\"message\":\"not found\"}").withStatus(404)));

    assertThat(registry(null).latest("none")).isEmpty();
  }

  @Test
  void aRegistryThatIsNotReadyIsAskedAgain() {
    String path = "/ccompat/schemas/ids/8";
    SERVER.stubFor(
        get(urlEqualTo(path))
            .inScenario("busy")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(aResponse().withStatus(503))
            .willSetStateTo("ready"));
    SERVER.stubFor(
        get(urlEqualTo(path))
            .inScenario("busy")
            .whenScenarioStateIs("ready")
            .willReturn(okJson(schemaJson(""))));

    assertThat(registry(null).byId(8)).isEqualTo(SCHEMA);
  }

  @Test
  void aSchemaThatIsRefusedIsNotSentAgain() {
    String path = "/ccompat/subjects/refusing/versions";
    SERVER.stubFor(
        post(urlEqualTo(path))
            .willReturn(
                okJson("{\"error_code\":409,\"message\":\"incompatible\"}").withStatus(409)));

    assertKind(() -> registry(null).register("refusing", SCHEMA), Kind.REFUSED, "incompatible");
    SERVER.verify(1, postRequestedFor(urlEqualTo(path)));
  }

  @Test
  void anIdThatIsNotThereIsUnknown() {
    SERVER.stubFor(
        get(urlEqualTo("/ccompat/schemas/ids/9"))
            .willReturn(
                okJson("{\"error_code\":40403,\"message\":\"no schema\"}").withStatus(404)));

    assertKind(() -> registry(null).byId(9), Kind.UNKNOWN, "no schema");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 407})
  void aRegistryThatDoesNotLetUsInSaysNothingAboutTheSchema(int status) {
    SERVER.stubFor(
        any(urlPathMatching("/ccompat/.*closed.*|/ccompat/schemas/ids/12"))
            .willReturn(aResponse().withStatus(status).withBody("<html>")));
    String hint = "answers " + status + ": check telltale.registry.authorization";

    assertKind(() -> impatient().byId(12), Kind.UNAVAILABLE, hint);
    assertKind(() -> impatient().register("closed", SCHEMA), Kind.UNAVAILABLE, hint);
    assertKind(() -> impatient().latest("closed"), Kind.UNAVAILABLE, hint);
  }

  @Test
  void anAnswerThatIsNeitherTheSchemaNorThatThereIsNoneSaysNothingAboutIt() {
    SERVER.stubFor(
        get(urlEqualTo("/ccompat/schemas/ids/13"))
            .willReturn(okJson("{\"message\":\"too old\"}").withStatus(426)));

    assertKind(() -> registry(null).byId(13), Kind.UNAVAILABLE, "426: too old");
  }

  @Test
  void aRegistryThatHangsOrIsAwayIsUnavailableAfterItsAttempts() {
    SERVER.stubFor(
        get(urlEqualTo("/ccompat/schemas/ids/10")).willReturn(aResponse().withFixedDelay(5_000)));

    assertKind(() -> impatient().byId(10), Kind.UNAVAILABLE, "cannot be reached");
    SERVER.verify(2, getRequestedFor(urlEqualTo("/ccompat/schemas/ids/10")));
    HttpSchemaRegistry nobody =
        new HttpSchemaRegistry(
            URI.create("http://127.0.0.1:1"), Duration.ofSeconds(1), 2, Duration.ofMillis(1), null);
    assertKind(() -> nobody.byId(1), Kind.UNAVAILABLE, "127.0.0.1:1");
  }

  @Test
  void anAnswerThatIsNotJsonIsNotTakenForOne() {
    SERVER.stubFor(
        get(urlEqualTo("/ccompat/schemas/ids/11")).willReturn(aResponse().withBody("<html>")));

    assertKind(() -> registry(null).byId(11), Kind.UNAVAILABLE, "JSON");
  }

  private static void assertKind(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Kind kind, String text) {
    assertThatThrownBy(call)
        .hasMessageContaining(text)
        .isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static String schemaJson(String before) {
    return "{" + before + "\"schema\":\"" + SCHEMA.toString().replace("\"", "\\\"") + "\"}";
  }

  private static HttpSchemaRegistry impatient() {
    return new HttpSchemaRegistry(
        URI.create(SERVER.baseUrl() + "/ccompat/"),
        Duration.ofMillis(300),
        2,
        Duration.ofMillis(1),
        null);
  }

  private static HttpSchemaRegistry registry(
      @org.jspecify.annotations.Nullable String authorization) {
    return new HttpSchemaRegistry(
        URI.create(SERVER.baseUrl() + "/ccompat/"),
        Duration.ofSeconds(20),
        2,
        Duration.ofMillis(1),
        authorization);
  }
}
