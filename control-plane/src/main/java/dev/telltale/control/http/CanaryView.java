// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.telltale.control.canary.Canaries;
import dev.telltale.control.canary.CanaryRun;
import dev.telltale.control.manifest.Words;
import dev.telltale.schemas.label.Interval;
import dev.telltale.schemas.run.CanarySet;
import dev.telltale.schemas.run.JudgeAgreement;
import dev.telltale.schemas.run.RunProgress;
import dev.telltale.schemas.signal.SignalKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A signal's canaries as the API shows them.
 *
 * @param targets that people have labelled, of those that would be asked about now
 * @param enoughFrom with fewer there is no canary
 * @param fallen whether the judge agrees with people less than before
 * @param runs the newest first
 */
record CanaryView(
    String signal, int targets, int enoughFrom, int most, boolean fallen, List<Row> runs) {
  /** One run; the shares are 0 to 1, and absent as long as nothing is compared. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(
      String id,
      String requestedAt,
      int version,
      String state,
      String detail,
      @Nullable Integer compared,
      @Nullable Integer agreed,
      @Nullable Integer undecided,
      @Nullable Long missing,
      @Nullable Double agreement,
      @Nullable Double low,
      @Nullable Double high,
      @Nullable Double kappa,
      @Nullable String judge) {
    static Row of(CanaryRun run) {
      Optional<JudgeAgreement> agreement = run.agreement();
      Optional<Interval> interval =
          agreement.map(of -> Interval.wilson95(of.getAgreed(), of.getCompared()));
      return new Row(
          run.run().getRunId(),
          run.run().getRequestedAt().toString(),
          run.run().getVersion(),
          Words.of(run.state()),
          run.progress().map(RunProgress::getDetail).orElse(""),
          agreement.map(JudgeAgreement::getCompared).orElse(null),
          agreement.map(JudgeAgreement::getAgreed).orElse(null),
          agreement.map(JudgeAgreement::getUndecided).orElse(null),
          run.progress().map(at -> at.getSampled() - at.getMatched()).orElse(null),
          agreement.map(of -> (double) of.getAgreed() / of.getCompared()).orElse(null),
          interval.map(Interval::low).orElse(null),
          interval.map(Interval::high).orElse(null),
          agreement.flatMap(JudgeAgreement::getKappa).orElse(null),
          agreement.map(JudgeAgreement::getJudge).orElse(null));
    }
  }

  static CanaryView of(SignalKey signal, Canaries.Series series) {
    return new CanaryView(
        signal.text(),
        series.targets(),
        CanarySet.FEWEST,
        CanarySet.MOST,
        series.fallen(),
        series.newestFirst().stream().map(Row::of).toList());
  }
}
