// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.control.manifest.AlertTimes;
import dev.telltale.control.manifest.ManifestFile;
import dev.telltale.control.manifest.ManifestReader;
import dev.telltale.control.manifest.Problem;
import dev.telltale.control.manifest.SignalName;
import dev.telltale.control.manifest.Templates;
import dev.telltale.schemas.run.JudgeAgreement;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.OfflineReads;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalVersion;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CascadeRulesTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final String SIGNAL =
      """
      kind: signal
      agent: support
      signal: annoyed
      type: binary
      scope: trace
      prompt: Is the user annoyed?
      judge: llm
      """;
  private static final String CASCADE = SIGNAL.replace("judge: llm", "judge: cascade");
  private static final String AGREEMENT =
      """
      ---
      kind: alert
      agent: support
      signal: annoyed
      alert: drift
      metric: judge_agreement
      comparison: absolute
      fires: at 0.8
      window: 24h
      minLabels: 20
      """;

  private final InMemoryTopics topics = new InMemoryTopics();
  private Optional<DistilledHeads.Distilled> distilled = Optional.of(head("annoyed", 0.6));
  private boolean llm = true;
  private DefinitionLog log;

  @BeforeEach
  void start() {
    topics.time(() -> NOON);
    log = topics.startedLog();
    assertThat(refused(SIGNAL)).isEmpty();
  }

  @Test
  void aDistilledHeadMakesACascadeOfASignalWithoutExamples() {
    assertThat(refused(CASCADE))
        .containsExactly(
            "m.yaml:1: examples: 0 for true, 0 for false (expected: at least 2 for every outcome,"
                + " or judge: llm)");
    assertThat(refused(CASCADE + "distilled: run-1\nconfidence: 0.9\n")).isEmpty();

    SignalVersion version = version();
    assertThat(version.getVersion()).isEqualTo(2);
    assertThat(version.getJudge()).isEqualTo(JudgeKind.CASCADE);
    assertThat(version.getConfidence()).contains(0.9);
    assertThat(version.getCheckPercent()).isEqualTo(2);
    assertThat(version.getHeadRun()).contains("run-1");
    assertThat(version.getHead()).contains(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    assertThat(version.getOfflineReads()).isEqualTo(OfflineReads.USER_TURNS);
  }

  @Test
  void theHeadStaysWithTheNextVersionWhenTheRunIsForgotten() {
    assertThat(refused(CASCADE + "distilled: run-1\n")).isEmpty();
    distilled = Optional.empty();

    assertThat(refused(CASCADE + "distilled: run-1\nsampleRate: 10\n")).isEmpty();
    assertThat(version().getVersion()).isEqualTo(3);
    assertThat(version().getHead()).isPresent();
  }

  @Test
  void aHeadThatIsNotTheSignalsOrAgreesTooLittleIsRefused() {
    distilled = Optional.empty();
    assertThat(refused(CASCADE + "distilled: run-1\n"))
        .anyMatch(
            problem ->
                problem.contains(
                    "distilled: run-1 is no run that has distilled a head for support/annoyed"));
    distilled = Optional.of(head("other", 0.6));
    assertThat(refused(CASCADE + "distilled: run-1\n"))
        .anyMatch(problem -> problem.contains("is no run"));
    distilled = Optional.of(head("annoyed", 0.2));
    assertThat(refused(CASCADE + "distilled: run-1\n"))
        .anyMatch(
            problem -> problem.contains("agrees too little: kappa 0.20 on 50 held-out labels"));
    assertThat(refused(CASCADE + "distilled: run-1\nforce: true\n")).isEmpty();
  }

  @Test
  void aCascadeNeedsALanguageModelToo() {
    llm = false;

    assertThat(refused(CASCADE + "distilled: run-1\n"))
        .anyMatch(
            problem -> problem.contains("judge: cascade, and no language model is configured"));
  }

  @Test
  void anAlertOnTheAgreementIsForCascadesAndAFallIsBad() {
    assertThat(refused(SIGNAL + AGREEMENT).get(0))
        .contains("metric: judge_agreement (expected: a signal with judge: cascade");
    assertThat(refused(CASCADE + "distilled: run-1\n" + AGREEMENT)).isEmpty();
    assertThat(log.current().alerts().values())
        .extracting(rule -> rule.getOperator().name())
        .containsExactly("AT_OR_BELOW");
  }

  private SignalVersion version() {
    return new SignalHistory(log.current().signal("default", new SignalName("support", "annoyed")))
        .version();
  }

  private List<String> refused(String yaml) {
    ApplyResult result =
        new Apply(
                new ManifestReader(Templates.bundled(), new AlertTimes(false)),
                new Commands.Rules(new AlertTimes(false), llm, run -> distilled, HeadMaker.NONE),
                log,
                () -> NOON,
                any -> {})
            .apply("default", "ann", List.of(new ManifestFile("m.yaml", yaml)), Set.of(), false);
    return result instanceof ApplyResult.Refused refused
        ? refused.problems().stream().map(Problem::toString).toList()
        : List.of();
  }

  private static DistilledHeads.Distilled head(String signal, double kappa) {
    return new DistilledHeads.Distilled(
        new SignalKey("default", "support", signal),
        1,
        OfflineReads.USER_TURNS,
        ByteBuffer.wrap(new byte[] {1, 2, 3}),
        JudgeAgreement.newBuilder()
            .setTruth("llm")
            .setCompared(50)
            .setAgreed(40)
            .setKappa(kappa)
            .build());
  }
}
