// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.demo;

import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalType;
import java.time.Instant;

/** Labels for tests. */
final class TestLabels {
  private TestLabels() {}

  static Label label(String signal, String target, String session, String value) {
    return start(signal, target, session).setOutcome(Outcome.LABELLED).setValue(value).build();
  }

  static Label failed(String signal, String target, String session, String reason) {
    return start(signal, target, session).setOutcome(Outcome.FAILED).setReason(reason).build();
  }

  private static Label.Builder start(String signal, String target, String session) {
    return Label.newBuilder()
        .setLabelId(signal + target)
        .setProject("default")
        .setAgent("support")
        .setSignal(signal)
        .setVersion(1)
        .setType(SignalType.BINARY)
        .setScope(SignalScope.TRACE)
        .setTargetId(target)
        .setSessionId(session)
        .setRevision(1)
        .setTargetStart(Instant.EPOCH)
        .setTargetEnd(Instant.EPOCH)
        .setOrigin(Origin.LIVE)
        .setDecidedAt(Instant.EPOCH);
  }
}
