// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.MinLabelsIn;
import dev.telltale.schemas.alert.NoDataPolicy;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Severity;
import dev.telltale.schemas.alert.Significance;
import dev.telltale.schemas.signal.Example;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.OfflineReads;
import dev.telltale.schemas.signal.OutcomeSentiment;
import dev.telltale.schemas.signal.Sentiment;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalState;
import dev.telltale.schemas.signal.SignalType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTest {
  private static final Templates TEMPLATES =
      new Templates("/test-templates/", List.of("annoyance", "mood"));

  private final ManifestReader reader = new ManifestReader(TEMPLATES, new AlertTimes(false));

  @Test
  void aTemplateFillsInAllButTheAgentAndTheSignal() {
    SignalDraft draft =
        signal(
            """
            kind: signal
            agent: parcel-support
            signal: user-annoyance
            template: annoyance
            """);

    assertThat(draft.signal()).isEqualTo(new SignalName("parcel-support", "user-annoyance"));
    assertThat(draft.name()).isEqualTo("Annoyance");
    assertThat(draft.type()).isEqualTo(SignalType.BINARY);
    assertThat(draft.scope()).isEqualTo(SignalScope.TRACE);
    assertThat(draft.state()).isEqualTo(SignalState.ACTIVE);
    assertThat(draft.version())
        .isEqualTo(
            new VersionDraft(
                "Is the user annoyed?",
                List.of(),
                List.of(
                    new OutcomeSentiment("true", Sentiment.NEGATIVE),
                    new OutcomeSentiment("false", Sentiment.POSITIVE)),
                100,
                null,
                null,
                JudgeKind.OFFLINE,
                null,
                OfflineReads.USER_TURNS,
                List.of(
                    new Example("true", "This is useless."),
                    new Example("true", "I have told you three times."),
                    new Example("false", "Thank you."),
                    new Example("false", "Where is my parcel?")),
                null,
                null));
  }

  @Test
  void everyFieldCanBeWrittenOut() {
    SignalDraft draft =
        signal(
            """
            kind: signal
            agent: parcel-support
            signal: tone
            name: Tone of voice
            type: string
            scope: span
            prompt: |
              How does the assistant sound?

              Say one word.
            labels: [warm, flat, rude]
            sentiments: {rude: negative, warm: positive, flat: neutral}
            sampleRate: 12.5
            salt: shared
            filter: environment == 'production'
            judge: llm
            model: gpt-4o-mini
            examples: {flat: [Yes.]}
            state: draft
            """);

    assertThat(draft.name()).isEqualTo("Tone of voice");
    assertThat(draft.state()).isEqualTo(SignalState.DRAFT);
    assertThat(draft.version())
        .isEqualTo(
            new VersionDraft(
                "How does the assistant sound?\n\nSay one word.",
                List.of("warm", "flat", "rude"),
                List.of(
                    new OutcomeSentiment("warm", Sentiment.POSITIVE),
                    new OutcomeSentiment("flat", Sentiment.NEUTRAL),
                    new OutcomeSentiment("rude", Sentiment.NEGATIVE)),
                12.5,
                "shared",
                "environment == 'production'",
                JudgeKind.LLM,
                "gpt-4o-mini",
                OfflineReads.CLOSING,
                List.of(new Example("flat", "Yes.")),
                null,
                null));
  }

  @Test
  void ownLabelsComeWithOwnSentimentsAndExamples() {
    SignalDraft draft =
        signal(
            """
            kind: signal
            agent: parcel-support
            signal: mood
            template: mood
            labels: [fine, sad]
            """);

    assertThat(draft.scope()).isEqualTo(SignalScope.SESSION);
    assertThat(draft.version().sentiments())
        .containsExactly(
            new OutcomeSentiment("fine", Sentiment.POSITIVE),
            new OutcomeSentiment("sad", Sentiment.NEGATIVE));
    assertThat(draft.version().examples()).isEmpty();
    assertThat(draft.version().judge()).isEqualTo(JudgeKind.LLM);
  }

  @Test
  void anAlertHasDefaultsForAllThatIsOptional() {
    Drafts drafts =
        read(
            """
            kind: alert
            agent: parcel-support
            signal: user-frustration
            alert: many-frustrated
            metric: true_rate
            comparison: absolute
            fires: at or above 0.3
            window: 5m
            """);

    assertThat(drafts.problems()).isEmpty();
    assertThat(drafts.inOrder())
        .containsExactly(
            new AlertDraft(
                drafts.inOrder().get(0).place(),
                new SignalName("parcel-support", "user-frustration"),
                "many-frustrated",
                "many-frustrated",
                new Condition(
                    AlertMetric.TRUE_RATE,
                    null,
                    Comparison.ABSOLUTE,
                    new Crossing(Operator.AT_OR_ABOVE, 0.3, null),
                    Duration.ofMinutes(5),
                    0,
                    MinLabelsIn.BOTH,
                    null,
                    false),
                Duration.ZERO,
                Severity.WARNING,
                NoDataPolicy.KEEP,
                true,
                List.of(),
                true,
                false,
                false));
  }

  @Test
  void everyFieldOfAnAlertCanBeWrittenOut() {
    Drafts drafts =
        read(
            """
            kind: alert
            agent: parcel-support
            signal: user-frustration
            alert: quiet
            name: Too quiet
            metric: value_share
            value: so-so
            comparison: percent_change
            fires: falls by 20
            recovery: 7.5
            window: 48h
            minLabels: 20
            minLabelsIn: current
            significance: {confidence: 99.5, evaluations: 5}
            fireFromZero: true
            cooldown: 15m
            severity: critical
            noData: notify
            notifyRecovery: false
            notify: [slack, "slack:#support", console, email, "webhook:pager", alertmanager]
            enabled: false
            """);

    assertThat(drafts.inOrder())
        .containsExactly(
            new AlertDraft(
                drafts.inOrder().get(0).place(),
                new SignalName("parcel-support", "user-frustration"),
                "quiet",
                "Too quiet",
                new Condition(
                    AlertMetric.VALUE_SHARE,
                    "so-so",
                    Comparison.PERCENT_CHANGE,
                    new Crossing(Operator.AT_OR_BELOW, -20, -7.5),
                    Duration.ofDays(2),
                    20,
                    MinLabelsIn.CURRENT,
                    new Significance(0.995, 5),
                    true),
                Duration.ofMinutes(15),
                Severity.CRITICAL,
                NoDataPolicy.NOTIFY,
                false,
                List.of(
                    new Channel("slack", null),
                    new Channel("slack", "#support"),
                    new Channel("console", null),
                    new Channel("email", null),
                    new Channel("webhook", "pager"),
                    new Channel("alertmanager", null)),
                false,
                false,
                false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"signals", "alerts", "syntax"})
  void everyProblemOfAFileIsToldWithItsLine(String golden) {
    Drafts drafts =
        reader.read(
            List.of(new ManifestFile(golden + ".yaml", resource("/goldens/" + golden + ".yaml"))));

    assertThat(drafts.problems().stream().map(Problem::toString).collect(joining("\n")))
        .isEqualTo(resource("/goldens/" + golden + ".problems").strip());
  }

  @Test
  void theProblemsOfAllFilesAreTold() {
    Drafts drafts =
        reader.read(
            List.of(
                new ManifestFile("one.yaml", "kind: sign"),
                new ManifestFile("two.yaml", "\n\nkind: alarm")));

    assertThat(drafts.problems())
        .containsExactly(
            new Problem("one.yaml", 1, "kind: sign (expected: signal or alert)"),
            new Problem("two.yaml", 3, "kind: alarm (expected: signal or alert)"));
  }

  @Test
  void aCharacterThatYamlDoesNotAllowIsToldWithItsLine() {
    assertThat(read("kind: signal\n\nagent: a\u0001b\n").problems())
        .containsExactly(problem(3, "not YAML: a character that YAML does not allow"));
  }

  @Test
  void documentsBeforeAMistakeInTheYamlAreReadAllTheSame() {
    Drafts drafts =
        read(
            """
            kind: signal
            agent: parcel-support
            signal: user-annoyance
            template: annoyance
            ---
            kind: [signal
            """);

    assertThat(drafts.inOrder()).hasSize(1);
    assertThat(drafts.problems()).hasSize(1);
  }

  @Test
  void aSignalWithAProblemIsStillKnownByItsName() {
    Drafts drafts =
        read(
            """
            kind: signal
            agent: parcel-support
            signal: tone
            """);

    assertThat(drafts.inOrder()).isEmpty();
    assertThat(drafts.brokenSignals()).containsExactly(new SignalName("parcel-support", "tone"));
  }

  @Test
  void aFieldOfATemplateStandsInTheLineThatAsksForIt() {
    SignalDraft draft =
        signal(
            """
            kind: signal
            agent: parcel-support
            signal: user-annoyance
            template: annoyance
            sampleRate: 50
            """);

    assertThat(draft.place().problem("sampleRate", "x")).isEqualTo(problem(5, "sampleRate: x"));
    assertThat(draft.place().problem("examples", "x")).isEqualTo(problem(4, "examples: x"));
    assertThat(draft.place().problem("salt", "x")).isEqualTo(problem(1, "salt: x"));
  }

  @Test
  void aPromptHasAtMost16Kilobytes() {
    String manifest =
        """
        kind: signal
        agent: parcel-support
        signal: tone
        template: annoyance
        prompt: "%s"
        """;

    assertThat(read(manifest.formatted("ä".repeat(8 * 1024))).problems()).isEmpty();
    assertThat(read(manifest.formatted("ä".repeat(8 * 1024) + "a")).problems())
        .containsExactly(problem(5, "prompt: 16385 bytes (expected: at most 16384)"));
  }

  @Test
  void labelsAreTwoToTenOfAtMost64Characters() {
    String manifest =
        """
        kind: signal
        agent: parcel-support
        signal: tone
        type: string
        scope: trace
        prompt: Which?
        labels: [%s]
        """;

    assertThat(read(manifest.formatted("a")).problems())
        .containsExactly(problem(7, "labels: 1 in the list (expected: 2 to 10)"));
    assertThat(read(manifest.formatted("a, b, c, d, e, f, g, h, i, j, k")).problems())
        .containsExactly(problem(7, "labels: 11 in the list (expected: 2 to 10)"));
    assertThat(read(manifest.formatted("a, " + "b".repeat(65))).problems())
        .containsExactly(problem(7, "labels: 65 characters (expected: at most 64)"));
    assertThat(read(manifest.formatted("a, " + "b".repeat(64))).problems()).isEmpty();
  }

  @Test
  void shortWindowsAndCooldownsExistOnlyWhereTheyAreAllowed() {
    String manifest =
        """
        kind: alert
        agent: parcel-support
        signal: user-frustration
        alert: many
        metric: true_rate
        comparison: absolute
        fires: at or above 0.3
        window: %s
        cooldown: %s
        """;
    ManifestReader demo = new ManifestReader(TEMPLATES, new AlertTimes(true));

    assertThat(read(demo, manifest.formatted("1m", "20s")).problems()).isEmpty();
    assertThat(read(demo, manifest.formatted("15s", "7s")).problems()).hasSize(2);
    assertThat(read(reader, manifest.formatted("1m", "20s")).problems())
        .containsExactly(
            problem(8, "window: 1m (expected: 5m, 10m, 15m, 30m, 1h, 3h, 6h, 24h, 48h)"),
            problem(9, "cooldown: 20s (expected: 0, 15m, 1h, 6h, 24h)"));
  }

  @Test
  void aFileThatIsNestedWithoutEndIsRefused() {
    Drafts drafts = read("kind: " + "[".repeat(1_000_000));

    assertThat(drafts.inOrder()).isEmpty();
    assertThat(drafts.problems()).hasSize(1);
  }

  @Test
  void aFilterThatIsNestedWithoutEndIsRefused() {
    Drafts drafts =
        read(
            """
            kind: signal
            agent: parcel-support
            signal: user-annoyance
            template: annoyance
            filter: "%s"
            """
                .formatted("(".repeat(4_000)));

    assertThat(drafts.problems()).hasSize(1);
    assertThat(drafts.problems().get(0).message()).startsWith("filter: ").hasSizeLessThan(400);
  }

  private SignalDraft signal(String yaml) {
    Drafts drafts = read(yaml);
    assertThat(drafts.problems()).isEmpty();
    return (SignalDraft) drafts.inOrder().get(0);
  }

  private Drafts read(String yaml) {
    return read(reader, yaml);
  }

  private static Drafts read(ManifestReader reader, String yaml) {
    return reader.read(List.of(new ManifestFile("m.yaml", yaml)));
  }

  private static Problem problem(int line, String message) {
    return new Problem("m.yaml", line, message);
  }

  private static String resource(String name) {
    try (InputStream in = ManifestReaderTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
