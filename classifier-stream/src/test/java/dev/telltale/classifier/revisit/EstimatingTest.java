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
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.run.Estimate;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.run.RunProgress;
import dev.telltale.schemas.run.RunState;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalVersion;
import dev.telltale.schemas.topic.Topics;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class EstimatingTest {
  private final TopicSerdes serdes = new TopicSerdes(new InMemorySchemaRegistry(), "telltale.");
  private final SomeRuns.Labels labels = new SomeRuns.Labels();
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(
          true, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());
  private int rendered;

  @Test
  void tokensAreGuessedFromSomeOfThePromptsEvenlySpread() {
    SignalVersion.Builder version = TestSignals.version().setJudge(JudgeKind.LLM);

    RunProgress end = estimate(3_000, version, run(RunKind.ESTIMATE).build());

    Estimate estimate = end.getEstimate().orElseThrow();
    assertThat(end.getMatched()).isEqualTo(3_000);
    assertThat(estimate.getQuestions()).isEqualTo(3_000);
    // The prompt of session n has n tokens: were only the newest read, it would be nearer 6
    // million.
    assertThat(estimate.getInputTokens().orElseThrow()).isBetween(4_300_000L, 4_700_000L);
    assertThat(estimate.getOutputTokens()).contains(300_000L);
    assertThat(estimate.getCost().orElseThrow()).isBetween(4.8, 5.1);
    assertThat(rendered).isLessThan(1_000);
    assertThat(end.getDetail()).contains("of 3000 prompts", "100 tokens as long as no label tells");
  }

  @Test
  void whatIsLabelledCostsNothingAndLabelsTellHowLongAnswersAre() {
    labels.add(
        NOON.plusSeconds(100),
        label(1, Outcome.LABELLED).setOutputTokens(30L).build(),
        label(2, Outcome.FAILED).setOutputTokens(50L).build());

    RunProgress end =
        estimate(10, TestSignals.version().setJudge(JudgeKind.LLM), run(RunKind.ESTIMATE).build());

    assertThat(end.getSampled()).isEqualTo(10);
    assertThat(end.getLabelledBefore()).isEqualTo(1);
    assertThat(end.getEstimate().orElseThrow().getQuestions()).isEqualTo(9);
    assertThat(end.getEstimate().orElseThrow().getOutputTokens()).contains(9 * 40L);
  }

  @Test
  void theOfflineJudgeCostsNothingAndThatIsSaid() {
    RunProgress end = estimate(10, TestSignals.version(), run(RunKind.ESTIMATE).build());

    assertThat(end.getEstimate().orElseThrow().getCost()).contains(0.0);
    assertThat(end.getEstimate().orElseThrow().getInputTokens()).isEmpty();
    assertThat(end.getDetail()).isEqualTo("the offline judge answers: no tokens, no cost");
    assertThat(rendered).isZero();
  }

  private RunProgress estimate(int sessions, SignalVersion.Builder version, Run run) {
    Estimating estimating =
        new Estimating(
            SomeRuns.catalog(version),
            new SomeRuns.Sessions(sessions),
            new Transcripts(1_000),
            same -> labels.open(),
            new ATokenASession());
    ProgressLog log = new ProgressLog(producer, "progress", serdes.codec(Topics.RUN_PROGRESS));
    estimating.carryOut(
        run, new RunAccount(run, Optional.empty(), log, () -> NOON), () -> Wish.GO_ON);
    RunProgress end =
        serdes
            .codec(Topics.RUN_PROGRESS)
            .decode(producer.history().get(producer.history().size() - 1).value());
    assertThat(end.getState()).isEqualTo(RunState.COMPLETED);
    return end;
  }

  /** A dollar a million. */
  private final class ATokenASession implements Tariff {
    @Override
    public long inputTokens(SignalHistory signal, SignalVersion version, JudgeRequest request) {
      rendered++;
      return Long.parseLong(request.getTargetId().substring(2));
    }

    @Override
    public Optional<String> model(SignalVersion version) {
      return Optional.of("scripted:small");
    }

    @Override
    public OptionalDouble cost(SignalVersion version, long inputTokens, long outputTokens) {
      return OptionalDouble.of((inputTokens + outputTokens) / 1e6);
    }
  }
}
