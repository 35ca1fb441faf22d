// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.cascade;

import dev.telltale.classifier.sample.Sampling;
import dev.telltale.schemas.label.Kappa;
import dev.telltale.schemas.price.Prices;
import dev.telltale.standalone.bench.Figure;
import dev.telltale.standalone.bench.Figures;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a cascade does at one confidence after the other. Every answer of the language model agrees
 * with itself, so that only sure answers of the offline judge can be wrong.
 */
record Sweep(double checkPercent, Prices.Price price) {
  private static final List<Double> CONFIDENCES =
      List.of(0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99);

  /** A label and a sentence or two of reasons. */
  private static final int OUTPUT_TOKENS = 80;

  void measure(String name, List<Case> cases, Figures figures) {
    double whole = cases.stream().mapToDouble(this::cost).sum();
    figures.count(name, "targets", cases.size(), "targets");
    figures.add(
        name,
        "input_tokens_a_call",
        cases.stream().mapToLong(Case::inputTokens).average().orElse(0),
        "tokens");
    figures.add(name, "kappa_of_the_head", kappa(cases), "");
    figures.add(name, "language_model_alone", 1000 * whole / cases.size(), "USD/1000 labels");
    for (double confidence : CONFIDENCES) {
      at(String.format(Locale.ROOT, "%s-%.2f", name, confidence), confidence, cases, figures);
    }
  }

  private void at(String name, double confidence, List<Case> cases, Figures figures) {
    int sure = 0;
    int calls = 0;
    int agreed = 0;
    int sureAndRight = 0;
    double cost = 0;
    double whole = 0;
    for (Case one : cases) {
      whole += cost(one);
      boolean isSure = one.isSure(confidence);
      boolean isCalled = !isSure || Sampling.keeps(one.position(), checkPercent);
      sure += isSure ? 1 : 0;
      sureAndRight += isSure && one.isRight() ? 1 : 0;
      calls += isCalled ? 1 : 0;
      agreed += isCalled || one.isRight() ? 1 : 0;
      cost += isCalled ? cost(one) : 0;
    }
    figures.add(name, "calls_share", share(calls, cases.size()), "of all targets");
    figures.add(name, "cost_share", whole == 0 ? Figure.NOT_RUN : cost / whole, "of llm alone");
    figures.add(name, "agreement", share(agreed, cases.size()), "of labels");
    figures.add(name, "agreement_of_the_sure", share(sureAndRight, sure), "of sure answers");
  }

  /** Cohen's, of all answers that the offline judge came to, sure or not. */
  private static double kappa(List<Case> cases) {
    return Kappa.of(
            cases.stream()
                .flatMap(
                    one ->
                        Stream.ofNullable(one.said())
                            .map(said -> new Kappa.Pair(one.truth(), said)))
                .toList())
        .orElse(Figure.NOT_RUN);
  }

  private double cost(Case one) {
    return price.ofInput(one.inputTokens(), 0, 0) + price.ofOutput(OUTPUT_TOKENS);
  }

  private static double share(int part, int whole) {
    return whole == 0 ? Figure.NOT_RUN : (double) part / whole;
  }
}
