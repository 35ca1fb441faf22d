// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalVersion;
import java.util.Optional;
import java.util.OptionalDouble;

/** What it takes to have a question answered. May be used from any thread. */
public interface Tariff {
  /** Nobody knows a price, and tokens are counted for whoever may be asked. */
  Tariff UNKNOWN =
      new Tariff() {
        @Override
        public long inputTokens(SignalHistory signal, SignalVersion version, JudgeRequest request) {
          return 0;
        }

        @Override
        public Optional<String> model(SignalVersion version) {
          return Optional.empty();
        }

        @Override
        public OptionalDouble cost(SignalVersion version, long inputTokens, long outputTokens) {
          return OptionalDouble.empty();
        }
      };

  /** A guess of the tokens of what the language model would be sent. */
  long inputTokens(SignalHistory signal, SignalVersion version, JudgeRequest request);

  /** The model that would be asked, with its provider; empty when nobody knows here. */
  Optional<String> model(SignalVersion version);

  /** US dollars; empty when nobody knows the price. */
  OptionalDouble cost(SignalVersion version, long inputTokens, long outputTokens);
}
