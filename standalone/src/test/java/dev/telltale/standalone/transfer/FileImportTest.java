// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.transfer;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client does with what a gateway answers. */
class FileImportTest {
  private static final String PATH = "/v1/import";
  private static final WireMockServer GATEWAY =
      new WireMockServer(
          WireMockConfiguration.options().dynamicPort().jettyAcceptors(1).bindAddress("127.0.0.1"));

  static {
    GATEWAY.start();
  }

  @TempDir Path folder;
  private final ImportTally tally = new ImportTally();

  @AfterAll
  static void stop() {
    GATEWAY.stop();
  }

  @AfterEach
  void reset() {
    GATEWAY.resetAll();
  }

  @Test
  void afterAStopItGoesOnFromTheLineThatItIsTold() throws Exception {
    GATEWAY.stubFor(
        post(urlPathEqualTo(PATH))
            .withQueryParam("firstLine", equalTo("1"))
            .willReturn(
                stopped(
                    503,
                    "{\"acceptedLines\":1,\"rejectedLines\":1,\"acceptedSpans\":2,\"nextLine\":3,"
                        + "\"rejections\":[{\"line\":2,\"reason\":\"odd\"}]}")));
    GATEWAY.stubFor(
        post(urlPathEqualTo(PATH))
            .withQueryParam("firstLine", equalTo("3"))
            .willReturn(WireMock.okJson("{\"acceptedLines\":2,\"acceptedSpans\":2}")));

    send("{\"n\":1}\n\n{\"n\":2}\n{\"n\":3}\n{\"n\":4}");

    assertThat(bodies()).containsExactly(lines(1, 4), lines(3, 4));
    assertThat(tally.acceptedLines()).isEqualTo(3);
    assertThat(tally.acceptedSpans()).isEqualTo(4);
    assertThat(tally.rejections())
        .containsExactly(new ImportTally.Rejection(file().toString(), 3, "odd"));
  }

  @Test
  void aGatewayThatIsBusyIsAskedAgain() throws Exception {
    GATEWAY.stubFor(
        post(urlPathEqualTo(PATH))
            .inScenario("busy")
            .whenScenarioStateIs("Started")
            .willReturn(stopped(429, "{\"message\":\"busy\"}"))
            .willSetStateTo("free"));
    GATEWAY.stubFor(
        post(urlPathEqualTo(PATH))
            .inScenario("busy")
            .whenScenarioStateIs("free")
            .willReturn(WireMock.okJson("{\"acceptedLines\":2}")));

    send(lines(1, 2));

    assertThat(bodies()).containsExactly(lines(1, 2), lines(1, 2));
    assertThat(tally.acceptedLines()).isEqualTo(2);
  }

  @Test
  void aGatewayThatNeverStoresEndsTheImportAtItsLine() {
    GATEWAY.stubFor(
        post(urlPathEqualTo(PATH)).willReturn(stopped(503, "{\"message\":\"send them again\"}")));

    assertThatThrownBy(() -> send("\n\n" + lines(1, 2)))
        .hasMessageContaining("in.jsonl:3: stopped here")
        .hasMessageContaining("send them again");
    assertThat(bodies()).hasSize(8);
  }

  @Test
  void whatIsTooLargeIsSentInPartsAndALineThatIsTooLargeIsTold() throws Exception {
    GATEWAY.stubFor(post(urlPathEqualTo(PATH)).willReturn(stopped(413, "{}")));
    GATEWAY.stubFor(
        post(urlPathEqualTo(PATH))
            .andMatching(FileImportTest::isSmall)
            .willReturn(WireMock.okJson("{\"acceptedLines\":1}")));

    send("{\"n\":1}\n{\"n\":\"" + "x".repeat(50) + "\"}\n{\"n\":3}");

    assertThat(tally.acceptedLines()).isEqualTo(2);
    assertThat(tally.rejections()).extracting(ImportTally.Rejection::line).containsExactly(2L);
  }

  @Test
  void aFileIsSentInBatchesThatAreNumberedOnwards() throws Exception {
    GATEWAY.stubFor(
        post(urlPathEqualTo(PATH)).willReturn(WireMock.okJson("{\"acceptedLines\":1}")));

    send(lines(1, 1_200));

    assertThat(requests())
        .extracting(request -> request.queryParameter("firstLine").firstValue())
        .containsExactly("1", "501", "1001");
    assertThat(String.join("", bodies())).isEqualTo(lines(1, 1_200));
  }

  @Test
  void aServerThatIsNoGatewayIsToldSo() {
    GATEWAY.stubFor(post(urlPathEqualTo(PATH)).willReturn(WireMock.notFound()));

    assertThatThrownBy(() -> send(lines(1, 2)))
        .hasMessageContaining("404")
        .hasMessageContaining("--url");
  }

  @Test
  void theKeyIsSentAndNeverTold() {
    GATEWAY.stubFor(
        post(urlPathEqualTo(PATH)).willReturn(stopped(401, "{\"message\":\"not known\"}")));

    assertThatThrownBy(() -> send(lines(1, 1)))
        .hasMessageContaining("not known")
        .hasMessageNotContaining("secret");
    GATEWAY.verify(
        1,
        postRequestedFor(urlPathEqualTo(PATH))
            .withHeader("Authorization", equalTo("Bearer secret")));
  }

  private void send(String content) throws IOException, ImportStoppedException {
    Files.writeString(file(), content);
    ImportEndpoint endpoint =
        new ImportEndpoint(URI.create(GATEWAY.baseUrl()), Optional.of("secret"), false);
    new FileImport(endpoint, tally).send(file(), bytes -> {});
  }

  private Path file() {
    return folder.resolve("in.jsonl");
  }

  private static com.github.tomakehurst.wiremock.matching.MatchResult isSmall(Request request) {
    return com.github.tomakehurst.wiremock.matching.MatchResult.of(
        request.getBodyAsString().length() < 20);
  }

  private static ResponseDefinitionBuilder stopped(int status, String body) {
    return WireMock.aResponse().withStatus(status).withHeader("Retry-After", "0").withBody(body);
  }

  private static String lines(int first, int last) {
    return IntStream.rangeClosed(first, last)
        .mapToObj(n -> "{\"n\":" + n + "}\n")
        .collect(Collectors.joining());
  }

  private static List<LoggedRequest> requests() {
    return GATEWAY.findAll(postRequestedFor(urlPathEqualTo(PATH)));
  }

  private static List<String> bodies() {
    return requests().stream().map(LoggedRequest::getBodyAsString).toList();
  }
}
