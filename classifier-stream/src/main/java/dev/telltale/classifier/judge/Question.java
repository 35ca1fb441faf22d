// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalVersion;
import java.util.List;

/** One signal, by one of its versions, about one target. */
public record Question(SignalHistory signal, SignalVersion version, JudgeRequest request) {
  /** The answers that there may be. */
  public List<String> outcomes() {
    return signal.outcomes(version);
  }
}
