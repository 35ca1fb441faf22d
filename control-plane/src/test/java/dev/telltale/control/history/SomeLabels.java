// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.history;

import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.LabelId;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalType;
import java.time.Instant;
import java.util.Optional;

/** Verdicts for tests. */
public final class SomeLabels {
  public static final SignalKey SIGNAL = new SignalKey("default", "support", "refund-asked");

  private SomeLabels() {}

  /** A label of a target that began then. */
  public static Label label(String target, Instant start, String value, Origin origin) {
    return verdict(target, start, origin).setOutcome(Outcome.LABELLED).setValue(value).build();
  }

  /** A failure or a skip. */
  public static Label none(String target, Instant start, Outcome outcome, String reason) {
    return verdict(target, start, Origin.LIVE).setOutcome(outcome).setReason(reason).build();
  }

  private static Label.Builder verdict(String target, Instant start, Origin origin) {
    return Label.newBuilder()
        .setLabelId(LabelId.of(SIGNAL, 1, target, 1, Optional.empty()))
        .setProject(SIGNAL.project())
        .setAgent(SIGNAL.agent())
        .setSignal(SIGNAL.signal())
        .setVersion(1)
        .setType(SignalType.BINARY)
        .setScope(SignalScope.TRACE)
        .setTargetId(target)
        .setRevision(1)
        .setTargetStart(start)
        .setTargetEnd(start)
        .setOrigin(origin)
        .setDecidedAt(start);
  }
}
