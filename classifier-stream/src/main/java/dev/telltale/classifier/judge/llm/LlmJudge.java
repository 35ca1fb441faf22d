// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.llm;

import dev.telltale.classifier.judge.Answer;
import dev.telltale.classifier.judge.Answer.FailureKind;
import dev.telltale.classifier.judge.Judge;
import dev.telltale.classifier.judge.Question;
import dev.telltale.schemas.signal.SignalVersion;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks language models, for JSON with the outcomes as an enum. An answer that is none of them is no
 * label. What cannot be answered now (a provider that is down, busy or slow) is to be asked later;
 * what is refused fails.
 */
public final class LlmJudge implements Judge {
  private final LlmSettings settings;
  private final Prompt prompt;
  private final Map<String, Provider> providers;

  /** What came of a question, and what it took. */
  private record Told(Answer.Verdict verdict, Prompt.Form form, Optional<Usage> usage) {}

  /**
   * Makes a judge that counts nothing; nothing is sent yet.
   *
   * @param secret the installation's, from which the marks around transcripts are made
   */
  public LlmJudge(LlmSettings settings, byte[] secret) {
    this(settings, secret, InstantSource.system(), LlmMetrics.NONE);
  }

  /** Makes a judge; nothing is sent yet. */
  public LlmJudge(LlmSettings settings, byte[] secret, InstantSource time, LlmMetrics metrics) {
    this(settings, secret, time, wait -> TimeUnit.NANOSECONDS.sleep(wait.toNanos()), metrics);
  }

  LlmJudge(
      LlmSettings settings,
      byte[] secret,
      InstantSource time,
      Pace.Waiting waiting,
      LlmMetrics metrics) {
    this.settings = settings;
    this.prompt = new Prompt(secret);
    this.providers =
        settings.providers().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    ProviderSettings::name,
                    provider -> new Provider(provider, settings, time, waiting, metrics)));
  }

  @Override
  public Answer judge(Question question) {
    Optional<ModelName> name = model(question);
    return name.isEmpty() ? noModel() : alone(question, name.get(), Optional.empty());
  }

  /**
   * In one call for each model where the settings want that; a question that the call gives no
   * verdict for is asked alone. Otherwise one after the other. After a provider that cannot answer
   * now, its other questions wait too.
   */
  @Override
  public List<Answer> judgeAll(List<Question> questions) {
    @Nullable Answer[] answers = new Answer[questions.size()];
    Map<ModelName, List<Integer>> byModel = new LinkedHashMap<>();
    for (int i = 0; i < questions.size(); i++) {
      Optional<ModelName> name = model(questions.get(i));
      if (name.isEmpty()) {
        answers[i] = noModel();
      } else {
        byModel.computeIfAbsent(name.get(), unused -> new ArrayList<>()).add(i);
      }
    }
    byModel.forEach(
        (name, indices) -> {
          List<Question> own = indices.stream().map(questions::get).toList();
          List<Answer> given =
              settings.joint() && own.size() > 1 ? together(own, name) : inTurn(own, name);
          for (int i = 0; i < given.size(); i++) {
            answers[indices.get(i)] = given.get(i);
          }
        });
    return Arrays.stream(answers).map(Objects::requireNonNull).toList();
  }

  @Override
  public Optional<String> outOfReach(SignalVersion version) {
    return ModelName.of(version.getModel(), settings.providers())
        .map(this::provider)
        .filter(Provider::isLeftAlone)
        .map(Provider::name);
  }

  private List<Answer> inTurn(List<Question> questions, ModelName name) {
    List<Answer> answers = new ArrayList<>();
    Optional<Answer.Verdict> later = Optional.empty();
    for (Question question : questions) {
      if (later.isPresent()) {
        Told told = new Told(later.get(), Prompt.Form.SCHEMA, Optional.empty());
        answers.add(answer(name, told, List.of(question)));
        continue;
      }
      Answer answer = alone(question, name, Optional.empty());
      answers.add(answer);
      later = Optional.of(answer.verdict()).filter(Answer.Later.class::isInstance);
    }
    return answers;
  }

  private List<Answer> together(List<Question> questions, ModelName name) {
    Exchange exchange = new Exchange(provider(name), name.model(), prompt, questions);
    List<Answer.Verdict> verdicts = exchange.verdicts();
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      int index = i;
      Optional<Usage> share = exchange.usage().map(usage -> usage.share(index, questions.size()));
      answers.add(
          isToBeAskedAlone(verdicts.get(i))
              ? alone(questions.get(i), name, share)
              : answer(name, new Told(verdicts.get(i), exchange.form(), share), questions));
    }
    return answers;
  }

  /** What one question spoils must not cost the others their verdicts. */
  private static boolean isToBeAskedAlone(Answer.Verdict verdict) {
    return verdict instanceof Answer.Failed failed
        && (failed.kind() == FailureKind.UNREADABLE || failed.kind() == FailureKind.REFUSED);
  }

  private Answer alone(Question question, ModelName name, Optional<Usage> before) {
    List<Question> one = List.of(question);
    Exchange exchange = new Exchange(provider(name), name.model(), prompt, one);
    Answer.Verdict verdict = exchange.verdicts().get(0);
    Optional<Usage> usage =
        exchange.usage().map(used -> used.plus(before.orElse(Usage.NONE))).or(() -> before);
    return answer(name, new Told(verdict, exchange.form(), usage), one);
  }

  private Answer answer(ModelName name, Told told, List<Question> asked) {
    return new Answer(
        told.verdict,
        name.provider(),
        name.model(),
        Prompt.hash(asked, told.form),
        told.usage.map(Usage::input).orElse(null),
        told.usage.map(Usage::output).orElse(null),
        told.usage.flatMap(usage -> provider(name).cost(name.model(), usage)).orElse(null));
  }

  private Optional<ModelName> model(Question question) {
    return ModelName.of(question.version().getModel(), settings.providers());
  }

  private Provider provider(ModelName name) {
    return Objects.requireNonNull(providers.get(name.provider()), name.provider());
  }

  private static Answer noModel() {
    return Answer.without(new Answer.Skipped(Answer.SkipReason.NO_MODEL), "", "");
  }
}
