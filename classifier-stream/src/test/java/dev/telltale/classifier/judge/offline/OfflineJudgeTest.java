// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.offline;

import static dev.telltale.classifier.TestSignals.binary;
import static dev.telltale.classifier.TestSignals.definition;
import static dev.telltale.classifier.TestSignals.examples;
import static dev.telltale.classifier.TestSignals.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.classifier.judge.Answer;
import dev.telltale.classifier.judge.Question;
import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.judge.LineKind;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.judge.Transcript;
import dev.telltale.schemas.judge.TranscriptLine;
import dev.telltale.schemas.signal.OfflineReads;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalType;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With the real model: loading it takes a second. */
class OfflineJudgeTest {
  private static final Embedder EMBEDDER = new BgeSmallEmbedder();

  private final SignalDefinition annoyed =
      binary(
          "support",
          "annoyed",
          SignalScope.TRACE,
          version()
              .setExamples(
                  examples(
                      "true", "This is the third time I ask, are you even reading?",
                      "true", "Unbelievable. Nothing works and nobody helps me.",
                      "true", "Stop repeating yourself, that is useless!",
                      "true", "I am fed up with this service.",
                      "false", "Could you tell me when the shop opens?",
                      "false", "Thanks, that worked.",
                      "false", "I would like to book a table for two.",
                      "false", "How do I change my address?")));

  @Test
  void aTextLikeTheExamplesOfAnOutcomeGetsThatOutcome() {
    OfflineJudge judge = new OfflineJudge(EMBEDDER, 0.1);

    assertThat(
            value(judge, annoyed, "user", "Seriously, I have had enough of this, it is useless!"))
        .isEqualTo("true");
    assertThat(value(judge, annoyed, "user", "Can you please tell me how to book a room?"))
        .isEqualTo("false");
  }

  @Test
  void oneAnnoyedTurnIsEnoughAndItsSpanIsTheEvidence() {
    Answer answer =
        new OfflineJudge(EMBEDDER, 0.1)
            .judge(
                question(
                    annoyed,
                    "user",
                    "How do I change my address?",
                    "user",
                    "I am fed up, nothing works and nobody helps!",
                    "user",
                    "Thanks."));

    assertThat(answer.verdict())
        .isInstanceOfSatisfying(
            Answer.Labelled.class,
            labelled -> {
              assertThat(labelled.value()).isEqualTo("true");
              assertThat(labelled.evidence()).containsExactly("span-1");
              assertThat(labelled.rationale()).contains("text 2 of 3");
              assertThat(labelled.probability()).isBetween(0.5, 1.0);
            });
  }

  @Test
  void withoutAClearLeadItGivesNoLabel() {
    Answer answer = new OfflineJudge(EMBEDDER, 1).judge(question(annoyed, "user", "Hm."));

    assertThat(answer.verdict())
        .isInstanceOfSatisfying(
            Answer.Failed.class,
            failed -> assertThat(failed.kind()).isEqualTo(Answer.FailureKind.UNDECIDED));
  }

  @Test
  void withoutATurnOfItsKindItDoesNotTry() {
    Answer answer = new OfflineJudge(EMBEDDER, 0.1).judge(question(annoyed, "assistant", "Hello."));

    assertThat(answer.verdict()).isEqualTo(new Answer.Skipped(Answer.SkipReason.NOTHING_TO_READ));
  }

  @Test
  void ofSeveralLabelsTheNearestWins() {
    SignalDefinition topic =
        definition(
            "support",
            "topic",
            SignalScope.SESSION,
            SignalType.STRING,
            version()
                .setOfflineReads(OfflineReads.CLOSING)
                .setLabels(List.of("food", "money", "sport"))
                .setExamples(
                    examples(
                        "food", "user: which wine goes with fish?",
                        "food", "user: a recipe for bread",
                        "money", "user: what interest does the account pay?",
                        "money", "user: how do I transfer euros?",
                        "sport", "user: who won the football match?",
                        "sport", "user: when does the marathon start?")));

    assertThat(value(new OfflineJudge(EMBEDDER, 0.05), topic, "user", "how long do I bake a cake?"))
        .isEqualTo("food");
  }

  @Test
  void ofSeveralLabelsTheLaterTurnsCountMore() {
    SignalDefinition mood =
        definition(
            "support",
            "mood",
            SignalScope.SESSION,
            SignalType.STRING,
            version()
                .setLabels(List.of("angry", "calm"))
                .setExamples(
                    examples(
                        "angry", "I am fed up, nothing works and nobody helps!",
                        "angry", "Stop repeating yourself, that is useless!",
                        "calm", "How do I change my address?",
                        "calm", "Could you tell me when the shop opens?")));
    String angry = "I am so fed up, this is useless!";
    String calm = "Could you tell me how I change my address?";

    assertThat(value(new OfflineJudge(EMBEDDER, 0), mood, "user", angry, "user", calm))
        .isEqualTo("calm");
    assertThat(value(new OfflineJudge(EMBEDDER, 0), mood, "user", calm, "user", angry))
        .isEqualTo("angry");
  }

  @Test
  void theSameExamplesGiveTheSameAnswer() {
    Question question = question(annoyed, "user", "This is not what I asked for.");

    assertThat(new OfflineJudge(EMBEDDER, 0).judge(question))
        .isEqualTo(new OfflineJudge(new BgeSmallEmbedder(), 0).judge(question));
  }

  @Test
  void aVersionWithItsOwnHeadIsJudgedByThat() {
    Head contrary =
        Head.of(
            new HeadTrainer(EMBEDDER)
                .train(
                    List.of("true", "false"),
                    OfflineReads.USER_TURNS,
                    List.of(
                        new HeadTrainer.Lesson("false", List.of("I am fed up, it is useless.")),
                        new HeadTrainer.Lesson("true", List.of("How do I change my address?"))))
                .bytes());
    SignalDefinition signal =
        binary(
            "support",
            "annoyed",
            SignalScope.TRACE,
            version()
                .setExamples(annoyed.getVersions().get(0).getExamples())
                .setHead(ByteBuffer.wrap(contrary.bytes())));

    assertThat(value(new OfflineJudge(EMBEDDER, 0), signal, "user", "I am fed up with this shop."))
        .isEqualTo("false");
  }

  @Test
  void aHeadOfAnotherEmbedderGivesWayToTheExamples() {
    Head foreign =
        new Head(
            "another-model",
            OfflineReads.USER_TURNS,
            Pooling.FIRST_OUTCOME,
            List.of("true", "false"),
            new float[2][384],
            new float[] {-9, 9},
            1);
    SignalDefinition signal =
        binary(
            "support",
            "annoyed",
            SignalScope.TRACE,
            version()
                .setExamples(annoyed.getVersions().get(0).getExamples())
                .setHead(ByteBuffer.wrap(foreign.bytes())));

    assertThat(value(new OfflineJudge(EMBEDDER, 0), signal, "user", "I am fed up, it is useless!"))
        .isEqualTo("true");
  }

  private static String value(
      OfflineJudge judge, SignalDefinition signal, String... kindsAndTexts) {
    Answer answer = judge.judge(question(signal, kindsAndTexts));
    return answer.verdict() instanceof Answer.Labelled labelled
        ? labelled.value()
        : answer.verdict().toString();
  }

  private static Question question(SignalDefinition signal, String... kindsAndTexts) {
    List<TranscriptLine> lines = new ArrayList<>();
    for (int i = 0; i < kindsAndTexts.length; i += 2) {
      LineKind kind = kindsAndTexts[i].equals("user") ? LineKind.USER : LineKind.ASSISTANT;
      lines.add(new TranscriptLine(kind, kindsAndTexts[i + 1], "span-" + i / 2, null, false));
    }
    SignalHistory history = new SignalHistory(signal);
    JudgeRequest request =
        JudgeRequest.newBuilder()
            .setProject("default")
            .setAgent("support")
            .setScope(signal.getScope())
            .setTargetId("t")
            .setRevision(1)
            .setTargetStart(Instant.EPOCH)
            .setTargetEnd(Instant.EPOCH)
            .setOrigin(Origin.LIVE)
            .setTranscript(new Transcript("transcript.v1", lines, false))
            .setSignals(List.of())
            .setDefinitionsOffset(0)
            .setRequestedAt(Instant.EPOCH)
            .build();
    return new Question(history, history.version(), request);
  }
}
