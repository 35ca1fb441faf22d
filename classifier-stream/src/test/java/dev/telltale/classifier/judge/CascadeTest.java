// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import static dev.telltale.classifier.TestSignals.binary;
import static dev.telltale.classifier.TestSignals.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.telltale.classifier.registry.SignalCatalog;
import dev.telltale.classifier.registry.Signals;
import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CascadeTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Answer.Verdict DOWN =
      new Answer.Later(Answer.FailureKind.PROVIDER_ERROR, Duration.ZERO);

  private final List<List<String>> calls = new ArrayList<>();
  private Answer.Verdict offline = labelled("true", 0.95);
  private Answer.Verdict llm = labelled("false", null);
  private double checkPercent;

  @Test
  void aSureAnswerOfTheOfflineJudgeIsTheLabelAndNobodyElseIsAsked() {
    Label label = only("t1", Budgets.none());

    assertThat(calls).isEmpty();
    assertThat(label.getValue()).contains("true");
    assertThat(label.getJudgeProvider()).isEqualTo("offline");
    assertThat(label.getProbability()).contains(0.95);
    assertThat(label.getOfflineValue()).isEmpty();
    assertThat(label.getCheck()).isFalse();
  }

  @Test
  void whatItIsNotSureOfGoesToTheLanguageModel() {
    offline = labelled("true", 0.79);

    Label label = only("t1", Budgets.none());

    assertThat(label.getValue()).contains("false");
    assertThat(label.getJudgeProvider()).isEqualTo("acme");
    assertThat(label.getOfflineValue()).contains("true");
    assertThat(label.getOfflineProbability()).contains(0.79);
    assertThat(label.getCheck()).isFalse();
  }

  @Test
  void whatItIsUndecidedAboutGoesToTheLanguageModel() {
    offline = new Answer.Failed(Answer.FailureKind.UNDECIDED, 0.9);

    Label label = only("t1", Budgets.none());

    assertThat(label.getValue()).contains("false");
    assertThat(label.getOfflineValue()).isEmpty();
    assertThat(label.getOfflineProbability()).contains(0.9);
  }

  @Test
  void aSureAnswerThatIsCheckedIsTheLanguageModelsWithBothAnswers() {
    checkPercent = 100;

    Label label = only("t1", Budgets.none());

    assertThat(label.getValue()).contains("false");
    assertThat(label.getJudgeProvider()).isEqualTo("acme");
    assertThat(label.getOfflineValue()).contains("true");
    assertThat(label.getOfflineProbability()).contains(0.95);
    assertThat(label.getCheck()).isTrue();
  }

  @Test
  void aCheckThatCannotBeMadeLeavesTheSureAnswerStanding() {
    checkPercent = 100;
    for (Answer.Verdict nothing :
        List.of(
            DOWN,
            new Answer.Failed(Answer.FailureKind.UNREADABLE, null),
            new Answer.Skipped(Answer.SkipReason.NO_MODEL))) {
      llm = nothing;

      Asking.Heard heard = ask(asking(Budgets.none()), "t1", "annoyed");

      assertThat(heard.putOff()).isEmpty();
      assertThat(heard.cascades()).containsExactly(CascadeEnd.UNCHECKED);
      Label label = heard.labels().get(0);
      assertThat(label.getOutcome()).isEqualTo(Outcome.LABELLED);
      assertThat(label.getValue()).contains("true");
      assertThat(label.getJudgeProvider()).isEqualTo("offline");
      assertThat(label.getCheck()).isFalse();
    }
  }

  @Test
  void whatOnlyTheLanguageModelCanAnswerWaitsForIt() {
    offline = labelled("true", 0.6);
    llm = DOWN;

    Asking.Heard heard = ask(asking(Budgets.none()), "t1", "annoyed");

    assertThat(heard.labels()).isEmpty();
    assertThat(heard.putOff()).hasSize(1);
    Label givenUp = heard.putOff().get(0).givenUp(NOON);
    assertThat(givenUp.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(givenUp.getReason()).contains("provider_error");
    assertThat(givenUp.getOfflineValue()).contains("true");
  }

  @Test
  void aBudgetCountsTheCallsOfTheLanguageModelAlone() {
    Asking asking =
        asking(new Budgets(new Budget(1, 0, 0, 0, 0, 0), Budget.NONE, Map.of(), Map.of()));
    for (String target : List.of("t1", "t2", "t3")) {
      assertThat(ask(asking, target, "annoyed").labels())
          .extracting(Label::getOutcome)
          .containsExactly(Outcome.LABELLED);
    }
    offline = labelled("true", 0.6);
    assertThat(ask(asking, "t4", "annoyed").labels().get(0).getJudgeProvider()).isEqualTo("acme");

    Label overBudget = ask(asking, "t5", "annoyed").labels().get(0);
    assertThat(overBudget.getOutcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(overBudget.getReason()).contains("budget");

    offline = labelled("true", 0.95);
    checkPercent = 100;
    Label unchecked = ask(asking, "t6", "annoyed").labels().get(0);
    assertThat(unchecked.getOutcome()).isEqualTo(Outcome.LABELLED);
    assertThat(unchecked.getCheck()).isFalse();
    assertThat(calls).hasSize(1);
  }

  @Test
  void aCallThatWasMadeForNothingCountsForTheBudgetAllTheSame() {
    checkPercent = 100;
    llm = new Answer.Failed(Answer.FailureKind.UNREADABLE, null);
    Spending spending =
        new Spending(
            new Budgets(new Budget(1, 0, 0, 0, 0, 0), Budget.NONE, Map.of(), Map.of()),
            () -> NOON,
            new NoMetrics());
    Label unchecked = only("t1", Budgets.none());
    spending.read(unchecked);

    assertThat(spending.start(new SignalKey("default", "support", "annoyed"), "another"))
        .isPresent();
  }

  @Test
  void togetherOnlyWhatReachesTheLanguageModelIsInTheCall() {
    Asking asking =
        new Asking(
            new OfCascades(),
            new JudgeByKind(
                question -> {
                  boolean sure = question.signal().definition().getSignal().equals("lost");
                  return Answer.without(labelled("true", sure ? 0.9 : 0.6), "offline", "bge");
                },
                Optional.of(new Llm())),
            conditions(),
            new Spending(Budgets.none(), () -> NOON, new NoMetrics()),
            true,
            () -> NOON);

    Asking.Heard heard = ask(asking, "t1", "annoyed", "lost", "rude");

    assertThat(calls).containsExactly(List.of("annoyed", "rude"));
    assertThat(heard.labels()).hasSize(3);
    assertThat(heard.cascades())
        .containsExactlyInAnyOrder(CascadeEnd.OFFLINE, CascadeEnd.LLM, CascadeEnd.LLM);
  }

  @Test
  void theSameTargetAlwaysTakesTheSameWayAndTheShareThatIsCheckedIsTheOneThatWasAskedFor() {
    checkPercent = 10;
    int checked = 0;
    for (int i = 0; i < 2_000; i++) {
      String target = "target-" + i;
      boolean first = only(target, Budgets.none()).getCheck();
      assertThat(only(target, Budgets.none()).getCheck()).isEqualTo(first);
      checked += first ? 1 : 0;
    }
    assertThat(checked / 2_000.0).isCloseTo(0.1, within(0.025));
  }

  private Label only(String target, Budgets budgets) {
    List<Label> labels = ask(asking(budgets), target, "annoyed").labels();
    assertThat(labels).hasSize(1);
    return labels.get(0);
  }

  private static Asking.Heard ask(Asking asking, String target, String... signals) {
    JudgeRequest request = TestRequests.request(target, NOON, signals);
    return asking.ask(request, Set.of());
  }

  private Asking asking(Budgets budgets) {
    return new Asking(
        new OfCascades(),
        new JudgeByKind(
            question -> Answer.without(offline, "offline", "bge"), Optional.of(new Llm())),
        conditions(),
        new Spending(budgets, () -> NOON, new NoMetrics()),
        false,
        () -> NOON);
  }

  private static Conditions conditions() {
    return new Conditions(Map::of, status -> {}, Duration.ofMinutes(5), () -> NOON);
  }

  private static Answer.Verdict labelled(String value, @Nullable Double probability) {
    return new Answer.Labelled(value, null, List.of(), probability);
  }

  /** Remembers what it was asked together. */
  private final class Llm implements Judge {
    @Override
    public Answer judge(Question question) {
      return judgeAll(List.of(question)).get(0);
    }

    @Override
    public List<Answer> judgeAll(List<Question> questions) {
      calls.add(questions.stream().map(q -> q.signal().definition().getSignal()).toList());
      return questions.stream()
          .map(question -> new Answer(llm, "acme", "m", "", 900L, 30L, 0.001))
          .toList();
    }
  }

  private final class OfCascades implements SignalCatalog {
    @Override
    public Signals asOf(Instant closed) {
      return upTo(0);
    }

    @Override
    public Signals upTo(long offset) {
      Map<SignalKey, SignalDefinition> definitions = new HashMap<>();
      for (String signal : List.of("annoyed", "lost", "rude")) {
        SignalDefinition definition =
            binary(
                "support",
                signal,
                SignalScope.TRACE,
                version()
                    .setJudge(JudgeKind.CASCADE)
                    .setConfidence(0.8)
                    .setCheckPercent(checkPercent));
        definitions.put(SignalKey.of(definition), definition);
      }
      return new Signals(definitions, offset);
    }
  }
}
