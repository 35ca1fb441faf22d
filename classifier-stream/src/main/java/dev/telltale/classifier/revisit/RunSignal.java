// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.classifier.dispatch.Requests;
import dev.telltale.classifier.dispatch.Target;
import dev.telltale.classifier.registry.SignalCatalog;
import dev.telltale.classifier.registry.Signals;
import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.judge.OpenSignal;
import dev.telltale.schemas.judge.Transcript;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalVersion;
import java.util.List;

/**
 * What a run asks about.
 *
 * @param offset up to which the definitions had been read
 */
record RunSignal(SignalHistory signal, SignalVersion version, long offset) {
  /**
   * Looks it up.
   *
   * @throws RunFailure when there is no such signal or version any more
   */
  static RunSignal of(Run run, SignalCatalog catalog) {
    Signals signals = catalog.upTo(run.getDefinitionsOffset());
    SignalKey key = key(run);
    SignalHistory signal =
        signals.get(key).orElseThrow(() -> new RunFailure("signal " + key.text() + " is gone"));
    SignalVersion version =
        signal
            .version(run.getVersion())
            .orElseThrow(
                () ->
                    new RunFailure("signal " + key.text() + " has no version " + run.getVersion()));
    return new RunSignal(signal, version, signals.offset());
  }

  static SignalKey key(Run run) {
    return new SignalKey(run.getProject(), run.getAgent(), run.getSignal());
  }

  SignalScope scope() {
    return signal.definition().getScope();
  }

  /** The question about a target, as a live one would be put. */
  JudgeRequest.Builder question(Run run, Target target, Transcript transcript) {
    return Requests.of(
        target,
        List.of(new OpenSignal(run.getSignal(), run.getVersion(), run.getSampleRate())),
        offset,
        transcript);
  }
}
