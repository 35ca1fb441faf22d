// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.run;

import dev.telltale.control.command.Activation;
import dev.telltale.control.command.Definitions;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.signal.SignalDefinition;
import java.time.Instant;

/**
 * From the past that somebody wants labelled to the run that does it. Pure.
 *
 * @param activation says which versions anybody can judge
 */
record BackfillPlanner(Activation activation) {
  /**
   * Plans the run.
   *
   * @param kind BACKFILL, or ESTIMATE for what the same order would take
   * @throws RunRefusedException when there is no such signal or version, nobody can judge it, or
   *     the window is yet to come
   */
  Run plan(
      RunKind kind,
      BackfillOrder order,
      Definitions definitions,
      long definitionsOffset,
      Asker asker) {
    SignalChoice choice =
        SignalChoice.of(order.signal(), order.version(), definitions, asker.project(), activation);
    SignalDefinition definition = choice.definition();
    Instant to = order.to() == null || order.to().isAfter(asker.at()) ? asker.at() : order.to();
    if (!order.from().isBefore(to)) {
      throw new RunRefusedException(
          RunRefusal.INVALID, "from: " + order.from() + " (expected: before now, " + to + ")");
    }
    double rate =
        order.sampleRate() == null ? choice.version().getSampleRate() : order.sampleRate();
    if (rate == 0) {
      throw new RunRefusedException(
          RunRefusal.INVALID,
          "sampleRate: the version's own is 0 (expected: one with the order, above 0)");
    }
    return Run.newBuilder()
        .setRunId(asker.runId())
        .setKind(kind)
        .setProject(definition.getProject())
        .setAgent(definition.getAgent())
        .setSignal(definition.getSignal())
        .setVersion(choice.version().getVersion())
        .setFrom(order.from())
        .setTo(to)
        .setSampleRate(rate)
        .setRelabel(order.relabel())
        .setSkippedOnly(order.skippedOnly())
        .setDefinitionsOffset(definitionsOffset)
        .setRequestedAt(asker.at())
        .setAuthor(asker.name())
        .build();
  }
}
