// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.run;

import dev.telltale.control.command.Definitions;
import dev.telltale.control.command.DistilledHeads;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.run.RunProgress;
import dev.telltale.schemas.signal.OfflineReads;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Runs that make a head for the offline judge out of a signal's labels. Pure. */
final class Distillation {
  /** Clients' clocks may be ahead of ours. */
  private static final Duration AHEAD = Duration.ofDays(1);

  private Distillation() {}

  /**
   * Plans a run. An archived signal has labels too, and its twin may want them.
   *
   * @throws RunRefusedException when there is no such signal or version
   */
  static Run plan(
      DistillOrder order, Definitions definitions, long definitionsOffset, Asker asker) {
    SignalHistory signal = SignalChoice.signal(order.signal(), definitions, asker.project());
    SignalDefinition definition = signal.definition();
    SignalVersion version =
        order.version() == null ? signal.version() : SignalChoice.version(signal, order.version());
    OfflineReads reads = order.reads() == null ? version.getOfflineReads() : order.reads();
    return Run.newBuilder()
        .setRunId(asker.runId())
        .setKind(RunKind.DISTILL)
        .setProject(definition.getProject())
        .setAgent(definition.getAgent())
        .setSignal(definition.getSignal())
        .setVersion(version.getVersion())
        .setFrom(order.from() == null ? Instant.EPOCH : order.from())
        .setTo(order.to() == null ? asker.at().plus(AHEAD) : order.to())
        .setSampleRate(100)
        .setReads(reads)
        .setLeastLabels(order.least())
        .setDefinitionsOffset(definitionsOffset)
        .setRequestedAt(asker.at())
        .setAuthor(asker.name())
        .build();
  }

  /** What a run that has ended has come to. */
  static Optional<DistilledHeads.Distilled> of(Run run, RunProgress ended) {
    return ended
        .getHead()
        .flatMap(
            head ->
                ended
                    .getAgreement()
                    .map(
                        agreement ->
                            new DistilledHeads.Distilled(
                                new SignalKey(run.getProject(), run.getAgent(), run.getSignal()),
                                run.getVersion(),
                                run.getReads().orElse(OfflineReads.CLOSING),
                                head,
                                agreement)));
  }
}
