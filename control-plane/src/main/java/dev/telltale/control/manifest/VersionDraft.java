// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.signal.Example;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.OfflineReads;
import dev.telltale.schemas.signal.OutcomeSentiment;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a signal that has versions. Fields mean what they mean in {@link
 * dev.telltale.schemas.signal.SignalVersion}; lists are in the order of the outcomes, so that equal
 * ones compare equal.
 */
public record VersionDraft(
    String prompt,
    List<String> labels,
    List<OutcomeSentiment> sentiments,
    double sampleRate,
    @Nullable String salt,
    @Nullable String filter,
    JudgeKind judge,
    @Nullable String model,
    OfflineReads reads,
    List<Example> examples,
    @Nullable Cascade cascade,
    @Nullable Distilled distilled) {
  /**
   * When the offline judge's answer stands; of cascades only.
   *
   * @param confidence from this probability on, 0.5 to 1
   * @param checkPercent of the sure answers that the language model checks, 0 to 100
   */
  public record Cascade(double confidence, double checkPercent) {}

  /**
   * The run whose head the offline judge has.
   *
   * @param force takes it though it agrees too little
   */
  public record Distilled(String run, boolean force) {}

  /** Keeps copies. */
  public VersionDraft {
    labels = List.copyOf(labels);
    sentiments = List.copyOf(sentiments);
    examples = List.copyOf(examples);
  }

  static VersionDraft of(SignalVersion version) {
    return new VersionDraft(
        version.getPrompt(),
        version.getLabels(),
        version.getSentiments(),
        version.getSampleRate(),
        version.getSalt().orElse(null),
        version.getFilter().orElse(null),
        version.getJudge(),
        version.getModel().orElse(null),
        version.getOfflineReads(),
        version.getExamples(),
        version.getJudge() == JudgeKind.CASCADE
            ? new Cascade(SignalHistory.confidence(version), version.getCheckPercent())
            : null,
        version.getHeadRun().map(run -> new Distilled(run, false)).orElse(null));
  }
}
