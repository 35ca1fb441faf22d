// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import static dev.telltale.classifier.revisit.SomeRuns.NOON;
import static dev.telltale.classifier.revisit.SomeRuns.label;
import static dev.telltale.classifier.revisit.SomeRuns.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.classifier.TestSignals;
import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.run.RunProgress;
import dev.telltale.schemas.run.RunState;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class BackfillTest {
  private static final int AHEAD = 4;
  private static final Instant BEFORE = NOON.plusSeconds(7_000);

  private final TopicSerdes serdes = new TopicSerdes(new InMemorySchemaRegistry(), "telltale.");
  private final SomeRuns.Sessions sessions = new SomeRuns.Sessions(20);
  private final SomeRuns.Labels labels = new SomeRuns.Labels();
  private final AtomicReference<Wish> wish = new AtomicReference<>(Wish.GO_ON);
  private final List<RunProgress> told = new ArrayList<>();
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(
          true, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());
  private Instant now = NOON.plusSeconds(7_200);
  private int mostOpen;
  private int open;

  @Test
  void everyTargetIsAskedAboutAFewAtATimeAndCountedByItsLabel() {
    judgeAnswersAll(Outcome.LABELLED);

    RunProgress end = carryOut(run(RunKind.BACKFILL).build());

    assertThat(end.getState()).isEqualTo(RunState.COMPLETED);
    assertThat(end.getMatched()).isEqualTo(20);
    assertThat(end.getSampled()).isEqualTo(20);
    assertThat(end.getDispatched()).isEqualTo(20);
    assertThat(end.getLabelled()).isEqualTo(20);
    assertThat(asked()).hasSize(20).startsWith("s-19", "s-18");
    assertThat(mostOpen).isEqualTo(AHEAD);
    assertThat(open).isZero();
    JudgeRequest request = requests().get(0);
    assertThat(request.getOrigin()).isEqualTo(Origin.BACKFILL);
    assertThat(request.getRunId()).contains("r-1");
    assertThat(request.getRelabel()).isFalse();
  }

  @Test
  void whatHasALabelOfTheVersionIsLeftOutAndWhatHasOnlyAFailureIsNot() {
    labels.add(
        BEFORE,
        label(1, Outcome.LABELLED).build(),
        label(2, Outcome.FAILED).build(),
        label(3, Outcome.LABELLED).setVersion(2).build(),
        label(4, Outcome.LABELLED).setRevision(1).build(),
        label(5, Outcome.LABELLED).setOrigin(Origin.HUMAN).build(),
        label(6, Outcome.LABELLED).setRunId("another").setOrigin(Origin.BACKFILL).build());
    judgeAnswersAll(Outcome.LABELLED);

    RunProgress end = carryOut(run(RunKind.BACKFILL).build());

    assertThat(end.getLabelledBefore()).isEqualTo(2);
    assertThat(end.getLabelled()).isEqualTo(18);
    assertThat(asked()).doesNotContain("s-1", "s-6").contains("s-2", "s-3", "s-4", "s-5");
  }

  @Test
  void aRunThatLabelsAgainAsksAboutAllAndSaysSo() {
    labels.add(BEFORE, label(1, Outcome.LABELLED).build());
    judgeAnswersAll(Outcome.LABELLED);

    RunProgress end = carryOut(run(RunKind.BACKFILL).setRelabel(true).build());

    assertThat(end.getLabelled()).isEqualTo(20);
    assertThat(requests()).allMatch(JudgeRequest::getRelabel);
  }

  @Test
  void whatABudgetOrABlockLeftOutCanBeAskedAboutAlone() {
    labels.add(
        BEFORE,
        skipped(1, "budget"),
        skipped(2, "blocked"),
        skipped(3, "nothing_to_read"),
        skipped(4, "budget"),
        label(4, Outcome.LABELLED).build(),
        label(5, Outcome.FAILED).setReason("timeout").build());
    judgeAnswersAll(Outcome.LABELLED);

    RunProgress end = carryOut(run(RunKind.BACKFILL).setSkippedOnly(true).build());

    assertThat(asked()).containsExactly("s-2", "s-1");
    assertThat(end.getSampled()).isEqualTo(2);
    assertThat(end.getLabelled()).isEqualTo(2);
  }

  @Test
  void whoTakesItUpAgainLooksAtTheSameAndComesToTheSameCounts() {
    Run run = run(RunKind.BACKFILL).build();
    for (int round = 0; round < 2; round++) {
      labels.meanwhile(() -> answerOpen(Outcome.FAILED));
    }
    labels.meanwhile(() -> wish.set(Wish.LEAVE));
    carryOut(run);
    RunProgress left = told.get(told.size() - 1);
    int before = requests().size();
    assertThat(left.getState()).isEqualTo(RunState.RUNNING);

    // Meanwhile more has closed, something was labelled live, and the judge went on.
    sessions.add(5);
    labels.add(NOON.plusSeconds(7_300), label(0, Outcome.LABELLED).build());
    answerOpen(Outcome.LABELLED);
    wish.set(Wish.GO_ON);
    judgeAnswersAll(Outcome.LABELLED);
    RunProgress end = carryOut(run);

    assertThat(end.getState()).isEqualTo(RunState.COMPLETED);
    assertThat(end.getMatched()).isEqualTo(20);
    assertThat(end.getDispatched()).isEqualTo(20);
    assertThat(end.getLabelledBefore()).isZero();
    assertThat(end.getFailed() + end.getLabelled()).isEqualTo(20);
    assertThat(end.getFailed()).isPositive();
    assertThat(requests()).hasSize(20).hasSizeGreaterThan(before);
    assertThat(asked()).doesNotHaveDuplicates();
  }

  @Test
  void whoCancelsIsToldWhatIsStillWithTheJudge() {
    labels.meanwhile(() -> wish.set(Wish.CANCEL));

    RunProgress end = carryOut(run(RunKind.BACKFILL).build());

    assertThat(end.getState()).isEqualTo(RunState.CANCELLED);
    assertThat(end.getDispatched()).isEqualTo(AHEAD);
    assertThat(end.getDetail())
        .isEqualTo("4 questions are still with the judge; what it says is kept");
    assertThat(open).isZero();
  }

  @Test
  void aQuestionThatNobodyAnswersIsPutAgainWhenItsLastAttemptIsOver() {
    labels.meanwhile(() -> now = now.plus(Duration.ofHours(7)));
    labels.meanwhile(() -> answerOpen(Outcome.LABELLED));
    for (int i = 0; i < 10; i++) {
      judgeAnswersAll(Outcome.LABELLED);
    }

    RunProgress end = carryOut(run(RunKind.BACKFILL).build());

    assertThat(end.getLabelled()).isEqualTo(20);
    assertThat(requests()).hasSize(20 + AHEAD);
  }

  @Test
  void whereThereIsNothingItSaysWhy() {
    Run none = run(RunKind.BACKFILL).setTo(NOON).setFrom(NOON.minusSeconds(60)).build();
    assertThat(carryOut(none).getDetail()).startsWith("no session in the window: 20 sessions");

    Run sampled = run(RunKind.BACKFILL).setSampleRate(1e-9).build();
    assertThat(carryOut(sampled).getDetail())
        .startsWith("none of 20 targets that match is in a sample of");

    for (int i = 0; i < 20; i++) {
      labels.add(BEFORE, label(i, Outcome.LABELLED).build());
    }
    assertThat(carryOut(run(RunKind.BACKFILL).build()).getDetail())
        .isEqualTo("all 20 have a label of version 1 already");
  }

  private RunProgress carryOut(Run run) {
    Optional<RunProgress> before =
        told.isEmpty() || told.get(told.size() - 1).getState() != RunState.RUNNING
            ? Optional.empty()
            : Optional.of(told.get(told.size() - 1));
    ProgressLog log = new ProgressLog(producer, "progress", serdes.codec(Topics.RUN_PROGRESS));
    Backfill backfill =
        new Backfill(
            SomeRuns.catalog(TestSignals.version()),
            sessions,
            new Transcripts(1_000),
            new Questions(
                RunKind.BACKFILL,
                producer,
                "questions",
                serdes.codec(Topics.JUDGE_REQUESTS_BACKFILL),
                new Meters()),
            same -> labels.open(),
            AHEAD,
            () -> now,
            new Meters());
    backfill.carryOut(run, new RunAccount(run, before, log, () -> now), wish::get);
    told.clear();
    producer.history().stream()
        .filter(record -> record.topic().equals("progress"))
        .map(record -> serdes.codec(Topics.RUN_PROGRESS).decode(record.value()))
        .forEach(told::add);
    return told.get(told.size() - 1);
  }

  private void judgeAnswersAll(Outcome outcome) {
    for (int i = 0; i < 30; i++) {
      labels.meanwhile(() -> answerOpen(outcome));
    }
  }

  /** The judge answers what it was asked and has not answered. */
  private void answerOpen(Outcome outcome) {
    List<String> answered = labels.ofRun("r-1").stream().map(Label::getTargetId).toList();
    asked().stream()
        .distinct()
        .filter(target -> !answered.contains(target))
        .forEach(
            target ->
                labels.add(
                    now,
                    label(Integer.parseInt(target.substring(2)), outcome)
                        .setOrigin(Origin.BACKFILL)
                        .setRunId("r-1")
                        .build()));
  }

  private List<String> asked() {
    return requests().stream().map(JudgeRequest::getTargetId).toList();
  }

  private List<JudgeRequest> requests() {
    return producer.history().stream()
        .filter(record -> record.topic().equals("questions"))
        .map(record -> serdes.codec(Topics.JUDGE_REQUESTS_BACKFILL).decode(record.value()))
        .toList();
  }

  private static Label skipped(int number, String reason) {
    return label(number, Outcome.SKIPPED).setReason(reason).build();
  }

  private final class Meters implements RunMetrics {
    @Override
    public void taken(RunKind kind) {}

    @Override
    public void asked(RunKind kind, int questions) {}

    @Override
    public void open(RunKind kind, int more) {
      open += more;
      mostOpen = Math.max(mostOpen, open);
    }

    @Override
    public void ended(RunKind kind, RunState state) {}

    @Override
    public void restarted() {}
  }
}
