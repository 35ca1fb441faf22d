// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.run;

import dev.telltale.control.command.Activation;
import dev.telltale.control.command.Definitions;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalVersion;
import java.time.Duration;
import java.time.Instant;

/**
 * From what somebody wants to see to the run that shows it. Pure.
 *
 * @param activation says which versions anybody can judge
 */
record PreviewPlanner(Activation activation) {
  /** Clients' clocks may be ahead of ours. */
  private static final Duration AHEAD = Duration.ofDays(1);

  /**
   * Plans the run, with the scope of its signal.
   *
   * @throws RunRefusedException when there is no such signal or version, or nobody can judge it
   */
  Run plan(PreviewOrder order, Definitions definitions, long definitionsOffset, Asker asker) {
    SignalChoice choice =
        SignalChoice.of(order.signal(), order.version(), definitions, asker.project(), activation);
    SignalDefinition definition = choice.definition();
    SignalVersion version = choice.version();
    if (order.against() != null) {
      if (order.against() == version.getVersion()) {
        throw new RunRefusedException(
            RunRefusal.INVALID,
            "against: " + order.against() + " is the version itself (expected: another)");
      }
      choice.another(order.against(), activation);
    }
    return Run.newBuilder()
        .setRunId(asker.runId())
        .setKind(RunKind.PREVIEW)
        .setProject(definition.getProject())
        .setAgent(definition.getAgent())
        .setSignal(definition.getSignal())
        .setVersion(version.getVersion())
        .setAgainst(order.against())
        .setFrom(order.from() == null ? Instant.EPOCH : order.from())
        .setTo(order.to() == null ? asker.at().plus(AHEAD) : order.to())
        .setSampleRate(100)
        .setSampleSize(order.sampleSize())
        .setDefinitionsOffset(definitionsOffset)
        .setRequestedAt(asker.at())
        .setAuthor(asker.name())
        .build();
  }
}
