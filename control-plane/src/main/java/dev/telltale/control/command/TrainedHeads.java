// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.schemas.signal.Example;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalVersion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the head that its examples make into a version that is about to be written, so that the
 * version holds all that decides its labels. What is compared and shown of a version never depends
 * on it.
 */
record TrainedHeads(HeadMaker maker) {
  private static final Logger LOGGER = LoggerFactory.getLogger(TrainedHeads.class);

  /** The plan with a head in each new version that the offline judge reads. */
  Plan in(Plan plan) {
    List<Planned> documents = new ArrayList<>();
    for (Planned planned : plan.documents()) {
      documents.add(planned instanceof PlannedSignal signal ? in(signal) : planned);
    }
    return new Plan(documents, plan.problems());
  }

  private PlannedSignal in(PlannedSignal planned) {
    SignalHistory history = new SignalHistory(planned.definition());
    SignalVersion version = history.version();
    SignalDefinition before = planned.before();
    SignalVersion last = before == null ? null : new SignalHistory(before).version();
    boolean isNew = last == null || last.getVersion() != version.getVersion();
    if (!isNew || version.getJudge() == JudgeKind.LLM || version.getHead().isPresent()) {
      return planned;
    }
    Optional<ByteBuffer> head = head(history, version, last);
    if (head.isEmpty()) {
      return planned;
    }
    List<SignalVersion> versions = new ArrayList<>(planned.definition().getVersions());
    versions.set(
        versions.size() - 1, SignalVersion.newBuilder(version).setHead(head.get()).build());
    return new PlannedSignal(
        planned.place(),
        planned.change(),
        planned.fields(),
        before,
        SignalDefinition.newBuilder(planned.definition()).setVersions(versions).build());
  }

  private Optional<ByteBuffer> head(
      SignalHistory history, SignalVersion version, @Nullable SignalVersion last) {
    if (last != null && teachesTheSame(last, version) && last.getHeadRun().isEmpty()) {
      return last.getHead().or(() -> trained(history, version));
    }
    return trained(history, version);
  }

  private static boolean teachesTheSame(SignalVersion last, SignalVersion version) {
    return last.getExamples().equals(version.getExamples())
        && last.getLabels().equals(version.getLabels())
        && last.getOfflineReads() == version.getOfflineReads();
  }

  private Optional<ByteBuffer> trained(SignalHistory history, SignalVersion version) {
    List<String> outcomes = history.outcomes(version);
    Set<String> taught = new HashSet<>();
    for (Example example : version.getExamples()) {
      taught.add(example.getOutcome());
    }
    if (!taught.containsAll(outcomes)) {
      return Optional.empty();
    }
    try {
      return maker.head(outcomes, version.getOfflineReads(), version.getExamples());
    } catch (RuntimeException e) {
      // The judge can still train one: a signal must not be lost for it.
      LOGGER
          .atWarn()
          .addKeyValue("signal", history.definition().getSignal())
          .addKeyValue("version", version.getVersion())
          .addKeyValue("error", e.toString())
          .log("head could not be trained");
      return Optional.empty();
    }
  }
}
