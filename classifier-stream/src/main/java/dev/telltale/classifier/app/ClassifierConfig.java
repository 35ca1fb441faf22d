// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import dev.telltale.classifier.assemble.PerAgent;
import dev.telltale.classifier.assemble.SessionRules;
import dev.telltale.classifier.assemble.TraceRules;
import dev.telltale.classifier.revisit.RunSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the classifier needs to know.
 *
 * @param traces when traces close
 * @param sessions when sessions close
 * @param transcriptTokens how much of a conversation a judge reads
 * @param streams how its stream applications run
 * @param runs how it goes back to what is past
 */
public record ClassifierConfig(
    PerAgent<TraceRules> traces,
    PerAgent<SessionRules> sessions,
    int transcriptTokens,
    StreamsSettings streams,
    RunSettings runs) {
  /** The rules' defaults for all agents, 16,000 tokens, one thread. */
  public static ClassifierConfig defaults(Path stateDir) {
    return new ClassifierConfig(
        PerAgent.same(TraceRules.defaults()),
        PerAgent.same(SessionRules.defaults()),
        16_000,
        StreamsSettings.defaults(stateDir),
        new RunSettings(RunSettings.defaults().questionsAhead(), new LlmTariff(Optional.empty())));
  }
}
