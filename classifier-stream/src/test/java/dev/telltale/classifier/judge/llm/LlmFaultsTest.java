// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.llm;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static dev.telltale.classifier.judge.llm.Endpoint.TRUE;
import static dev.telltale.classifier.judge.llm.Endpoint.answers;
import static dev.telltale.classifier.judge.llm.Endpoint.completion;
import static dev.telltale.classifier.judge.llm.TestQuestions.annoyed;
import static dev.telltale.classifier.judge.llm.TestQuestions.topic;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.telltale.classifier.judge.Answer;
import dev.telltale.classifier.judge.Answer.FailureKind;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/**
 * Whatever a provider does: the right verdict, or a later one; and nobody reads about it in a log.
 */
class LlmFaultsTest {
  private static final String SECRET = "the-user-lives-in-Tanner-Street";

  @RegisterExtension static final WireMockExtension SERVER = Endpoint.make();

  @RegisterExtension
  static final WireMockExtension TLS =
      WireMockExtension.newInstance()
          .options(
              WireMockConfiguration.options()
                  .dynamicPort()
                  .dynamicHttpsPort()
                  .jettyAcceptors(1)
                  .bindAddress("127.0.0.1"))
          .build();

  private final TestTime time = new TestTime();
  private final Counted counted = new Counted();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger server = (Logger) LoggerFactory.getLogger("wiremock");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listenToAllLogs() {
    log.start();
    root.addAppender(log);
    ((Logger) LoggerFactory.getLogger("dev")).setLevel(Level.TRACE);
    server.setLevel(Level.OFF);
  }

  @AfterEach
  void nothingOfTheConversationAndNoKeyIsLogged() {
    root.detachAppender(log);
    ((Logger) LoggerFactory.getLogger("dev")).setLevel(null);
    assertThat(log.list)
        .filteredOn(event -> event.getLoggerName().startsWith("dev."))
        .allSatisfy(event -> assertThat(text(event)).doesNotContain(SECRET, "key-1", TRUE));
  }

  @Test
  void aFaultThatMayPassIsAnAnswerForLater() {
    assertLater(aResponse().withStatus(500).withBody(SECRET), FailureKind.PROVIDER_ERROR);
    assertLater(aResponse().withStatus(503), FailureKind.PROVIDER_ERROR);
    assertLater(aResponse().withStatus(529), FailureKind.PROVIDER_ERROR);
    assertLater(aResponse().withStatus(408), FailureKind.TIMEOUT);
    assertLater(aResponse().withStatus(425), FailureKind.PROVIDER_ERROR);
    assertLater(aResponse().withStatus(302), FailureKind.PROVIDER_ERROR);
  }

  @Test
  void whatIsRefusedFails() {
    assertFailed(aResponse().withStatus(400).withBody(SECRET), FailureKind.REFUSED);
    assertFailed(aResponse().withStatus(413), FailureKind.REFUSED);
    assertFailed(aResponse().withStatus(422), FailureKind.REFUSED);
    assertFailed(aResponse().withStatus(403).withBody("input flagged"), FailureKind.REFUSED);
    assertFailed(
        aResponse()
            .withBody(
                "{\"choices\":[{\"finish_reason\":\"content_filter\",\"message\":{\"content\":\"\"}}]}"),
        FailureKind.REFUSED);
  }

  @Test
  void aBrokenKeyOrAnUnknownModelIsNotAllowedAndNotTriedAgain() {
    for (int status : new int[] {401, 402, 403, 404}) {
      assertFailed(aResponse().withStatus(status), FailureKind.NOT_ALLOWED);
      SERVER.verify(1, anyRequestedFor(anyUrl()));
    }
  }

  @Test
  void withoutAKeyNoneIsSent() {
    answers(SERVER, aResponse().withStatus(401));
    ProviderSettings open =
        new ProviderSettings(
            "openai",
            ProviderKind.OPENAI,
            URI.create(SERVER.baseUrl() + "/v1"),
            Optional.empty(),
            Optional.of("m"),
            0,
            0);

    assertThat(judge(Endpoint.settings(open)).judge(annoyed(SECRET)).verdict())
        .isEqualTo(new Answer.Failed(FailureKind.NOT_ALLOWED, null));
    SERVER.verify(anyRequestedFor(anyUrl()).withoutHeader("Authorization"));
  }

  @Test
  void aHangIsATimeoutBeforeTheFirstByteAndAfterIt() {
    LlmSettings hasty =
        Endpoint.settings(Duration.ofMillis(300), Endpoint.openAi(SERVER.baseUrl()));
    for (ResponseDefinitionBuilder hang :
        List.of(
            completion(TRUE).withFixedDelay(5_000),
            completion(TRUE).withChunkedDribbleDelay(10, 5_000))) {
      answers(SERVER, hang);
      assertThat(judge(hasty).judge(annoyed(SECRET)).verdict())
          .isEqualTo(new Answer.Later(FailureKind.TIMEOUT, Duration.ZERO));
    }
  }

  @Test
  void halfAnAnswerIsNone() {
    for (com.github.tomakehurst.wiremock.http.Fault fault :
        com.github.tomakehurst.wiremock.http.Fault.values()) {
      assertLater(aResponse().withFault(fault), FailureKind.PROVIDER_ERROR);
    }
    assertLater(
        aResponse().withBody("{\"id\":\"c1\",\"choices\":[{\"mess"), FailureKind.PROVIDER_ERROR);
    assertLater(aResponse().withBody("{}"), FailureKind.PROVIDER_ERROR);
  }

  @Test
  void aPageOfAnotherServiceIsNoAnswer() {
    assertLater(
        aResponse().withHeader("Content-Type", "text/html").withBody("<html>Sign in</html>"),
        FailureKind.PROVIDER_ERROR);
    assertLater(aResponse().withBody(""), FailureKind.PROVIDER_ERROR);
    assertLater(aResponse().withBody("[]"), FailureKind.PROVIDER_ERROR);
  }

  @Test
  void aLongAnswerIsReadAndAnEndlessOneIsNot() {
    answers(SERVER, completion(TRUE.replace("complains.", "complains. ".repeat(9_500))));
    Answer.Verdict verdict = judge().judge(annoyed(SECRET)).verdict();
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Answer.Labelled.class,
            labelled -> {
              assertThat(labelled.value()).isEqualTo("true");
              assertThat(labelled.rationale()).hasSize(2_000);
            });

    answers(SERVER, completion("label ".repeat(17_000)));
    assertThat(judge().judge(annoyed(SECRET)).verdict())
        .isEqualTo(new Answer.Failed(FailureKind.UNREADABLE, null));

    assertLater(completion("x".repeat(2_000_000)), FailureKind.PROVIDER_ERROR);
  }

  @Test
  void aCertificateThatNobodyTrustsIsAFaultOfTheProvider() {
    Answer answer =
        judge(Endpoint.settings(Endpoint.openAi("https://127.0.0.1:" + TLS.getHttpsPort())))
            .judge(annoyed(SECRET));

    assertThat(answer.verdict())
        .isEqualTo(new Answer.Later(FailureKind.PROVIDER_ERROR, Duration.ZERO));
    TLS.verify(0, anyRequestedFor(anyUrl()));
  }

  @Test
  void anEndpointThatIsNotThereIsAFaultOfTheProvider() {
    for (String url : List.of("http://127.0.0.1:1", "http://nobody.invalid")) {
      assertThat(judge(Endpoint.settings(Endpoint.openAi(url))).judge(annoyed(SECRET)).verdict())
          .isEqualTo(new Answer.Later(FailureKind.PROVIDER_ERROR, Duration.ZERO));
    }
  }

  @Test
  void inAStormOfRefusalsNobodyCallsBeforeTheProviderWantsIt() {
    answers(
        SERVER,
        aResponse().withStatus(429).withHeader("Retry-After", "90").withBody(SECRET),
        completion(TRUE));
    LlmJudge judge = judge();

    for (int i = 0; i < 20; i++) {
      assertThat(judge.judge(annoyed(SECRET)).verdict())
          .isEqualTo(
              new Answer.Later(
                  FailureKind.RATE_LIMITED, Duration.ofSeconds(90).minus(time.passed())));
      time.pass(Duration.ofSeconds(4));
    }
    SERVER.verify(1, anyRequestedFor(anyUrl()));

    time.pass(Duration.ofSeconds(10));
    assertThat(judge.judge(annoyed(SECRET)).verdict()).isInstanceOf(Answer.Labelled.class);
  }

  @Test
  void whoHasPatienceWaitsInPlaceForAShortPause() {
    answers(
        SERVER,
        aResponse().withStatus(429).withHeader("Retry-After", "1.5"),
        aResponse().withStatus(429).withHeader("Retry-After", "Thu, 01 Jan 2026 00:00:05 GMT"),
        completion(TRUE));
    LlmSettings settings = Endpoint.settings(Endpoint.openAi(SERVER.baseUrl()));
    CallSettings patient =
        new CallSettings(
            Duration.ofSeconds(5),
            3,
            Duration.ofMillis(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));

    Answer answer =
        judge(new LlmSettings(settings.providers(), patient, false, 1, settings.prices()))
            .judge(annoyed(SECRET));

    assertThat(answer.verdict()).isInstanceOf(Answer.Labelled.class);
    assertThat(time.passed()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(15));
    assertThat(counted.calls).containsEntry("rate_limited", 2).containsEntry("ok", 1);
    assertThat(counted.waited).isEqualTo(time.passed());
  }

  @Test
  void aProviderThatIsDownForTenMinutesIsLeftAloneAndThenAskedAgain() {
    answers(SERVER, aResponse().withStatus(503));
    LlmJudge judge = judge();
    for (int second = 0; second < 600; second += 5) {
      assertThat(judge.judge(annoyed(SECRET)).verdict())
          .isInstanceOfSatisfying(
              Answer.Later.class,
              later -> {
                assertThat(later.why()).isEqualTo(FailureKind.PROVIDER_ERROR);
                assertThat(later.pause()).isLessThanOrEqualTo(Duration.ofSeconds(30));
              });
      time.pass(Duration.ofSeconds(5));
    }
    // Until the circuit opens, then three tries each half minute.
    assertThat(SERVER.findAll(anyRequestedFor(anyUrl())).size()).isBetween(40, 90);
    assertThat(counted.circuit.get()).isNotEqualTo(LlmMetrics.Circuit.CLOSED);

    answers(SERVER, completion(TRUE));
    time.pass(Duration.ofSeconds(30));
    for (int i = 0; i < 3; i++) {
      assertThat(judge.judge(annoyed(SECRET)).verdict()).isInstanceOf(Answer.Labelled.class);
    }
    assertThat(counted.circuit.get()).isEqualTo(LlmMetrics.Circuit.CLOSED);
    assertThat(counted.calls.get("ok")).isEqualTo(3);
  }

  @Test
  void oneProvidersFaultsDoNotHoldUpAnother() {
    answers(SERVER, completion(TRUE));
    ProviderSettings down = Endpoint.openAi("http://127.0.0.1:1");
    ProviderSettings up =
        new ProviderSettings(
            "up",
            ProviderKind.OPENAI,
            URI.create(SERVER.baseUrl()),
            Optional.empty(),
            Optional.of("m"),
            0,
            0);
    LlmJudge judge = judge(Endpoint.settings(down, up));
    for (int i = 0; i < 10; i++) {
      judge.judge(annoyed(SECRET));
    }

    assertThat(counted.circuit.get()).isEqualTo(LlmMetrics.Circuit.OPEN);
    assertThat(judge.outOfReach(dev.telltale.classifier.TestSignals.version().build()))
        .contains(down.name());
    assertThat(
            judge.outOfReach(dev.telltale.classifier.TestSignals.version().setModel("up:").build()))
        .isEmpty();
    assertThat(
            judge
                .judge(
                    annoyed(SECRET, dev.telltale.classifier.TestSignals.version().setModel("up:")))
                .verdict())
        .isInstanceOf(Answer.Labelled.class);
  }

  @Test
  void afterAQuestionForLaterTheTargetsOthersWaitWithIt() {
    answers(SERVER, aResponse().withStatus(500));

    List<Answer> answers = judge().judgeAll(List.of(annoyed(SECRET), topic(SECRET)));

    assertThat(answers)
        .extracting(Answer::verdict)
        .containsOnly(new Answer.Later(FailureKind.PROVIDER_ERROR, Duration.ZERO));
    SERVER.verify(2, anyRequestedFor(anyUrl()));
  }

  private void assertLater(ResponseDefinitionBuilder response, FailureKind why) {
    answers(SERVER, response);
    assertThat(judge().judge(annoyed(SECRET)).verdict())
        .isEqualTo(new Answer.Later(why, Duration.ZERO));
  }

  private void assertFailed(ResponseDefinitionBuilder response, FailureKind kind) {
    answers(SERVER, response);
    assertThat(judge().judge(annoyed(SECRET)).verdict()).isEqualTo(new Answer.Failed(kind, null));
  }

  private LlmJudge judge() {
    return judge(Endpoint.settings(Endpoint.openAi(SERVER.baseUrl())));
  }

  private LlmJudge judge(LlmSettings settings) {
    return new LlmJudge(settings, new byte[] {1}, time, time::pass, counted);
  }

  private static String text(ILoggingEvent event) {
    return event.getFormattedMessage()
        + event.getKeyValuePairs()
        + (event.getThrowableProxy() == null
            ? ""
            : ThrowableProxyUtil.asString(event.getThrowableProxy()));
  }

  /** Keeps what was counted; the circuit is the first provider's. */
  private static final class Counted implements LlmMetrics {
    private final Map<String, Integer> calls = new HashMap<>();
    private Duration waited = Duration.ZERO;
    private Supplier<Circuit> circuit = () -> Circuit.CLOSED;
    private boolean known;

    @Override
    public void provider(String provider, Supplier<Circuit> given) {
      if (!known || provider.equals("openai")) {
        circuit = given;
      }
      known = true;
    }

    @Override
    public void call(String provider, String model, String result, Duration took) {
      calls.merge(result, 1, Integer::sum);
    }

    @Override
    public void used(
        String provider, String model, long input, long output, Optional<Double> cost) {}

    @Override
    public void waited(String provider, Duration wait) {
      waited = waited.plus(wait);
    }
  }
}
