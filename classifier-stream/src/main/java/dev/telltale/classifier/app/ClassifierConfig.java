// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import dev.telltale.classifier.assemble.PerAgent;
import dev.telltale.classifier.assemble.SessionRules;
import dev.telltale.classifier.assemble.TraceRules;
import java.nio.file.Path;

/**
 * What the classifier needs to know.
 *
 * @param traces when traces close
 * @param sessions when sessions close
 * @param transcriptTokens how much of a conversation a judge reads
 * @param streams how its stream applications run
 */
public record ClassifierConfig(
    PerAgent<TraceRules> traces,
    PerAgent<SessionRules> sessions,
    int transcriptTokens,
    StreamsSettings streams) {
  /** The rules' defaults for all agents, 16,000 tokens, one thread. */
  public static ClassifierConfig defaults(Path stateDir) {
    return new ClassifierConfig(
        PerAgent.same(TraceRules.defaults()),
        PerAgent.same(SessionRules.defaults()),
        16_000,
        StreamsSettings.defaults(stateDir));
  }
}
