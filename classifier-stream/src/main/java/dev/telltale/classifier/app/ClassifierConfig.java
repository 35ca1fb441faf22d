// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import dev.telltale.classifier.assemble.SessionRules;
import dev.telltale.classifier.assemble.TraceRules;
import java.nio.file.Path;

/**
 * How traces and sessions are assembled and dispatched.
 *
 * @param traces when traces close
 * @param sessions when sessions close
 * @param transcriptTokens how much of a conversation a judge reads
 * @param threads of each of the two stream applications, 1 or more
 * @param stateDir where the stream applications keep their state
 */
public record ClassifierConfig(
    TraceRules traces, SessionRules sessions, int transcriptTokens, int threads, Path stateDir) {
  /** Refuses a classifier without a thread. */
  public ClassifierConfig {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads + " (expected: 1 or more)");
    }
  }

  /** The rules' defaults, 16,000 tokens, one thread. */
  public static ClassifierConfig defaults(Path stateDir) {
    return new ClassifierConfig(
        TraceRules.defaults(), SessionRules.defaults(), 16_000, 1, stateDir);
  }
}
