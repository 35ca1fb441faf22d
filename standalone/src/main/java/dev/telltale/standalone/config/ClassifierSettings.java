// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.config;

import dev.telltale.classifier.app.ClassifierConfig;
import dev.telltale.classifier.app.StreamsSettings;
import dev.telltale.classifier.assemble.PerAgent;
import dev.telltale.classifier.assemble.SessionRules;
import dev.telltale.classifier.assemble.TraceRules;
import dev.telltale.classifier.revisit.RunSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The classifier's part of {@link RoleSettings}: rules for all agents, and for some. */
final class ClassifierSettings {
  private ClassifierSettings() {}

  static ClassifierConfig of(TelltaleConfig.Classifier keys, Path stateDir, RunSettings runs) {
    TraceRules traces =
        new TraceRules(
            keys.rootQuiet(),
            keys.traceIdle(),
            keys.traceMaxAge(),
            keys.traceMaxSpans(),
            keys.traceMaxBytes(),
            keys.traceKeep(),
            keys.traceMaxRevisions(),
            keys.traceRemember());
    SessionRules sessions =
        new SessionRules(
            keys.sessionIdle(),
            keys.sessionMaxAge(),
            keys.sessionRemember(),
            keys.sessionMaxTraces(),
            keys.sessionMaxCharacters());
    Map<String, TraceRules> ownTraces = new HashMap<>();
    Map<String, SessionRules> ownSessions = new HashMap<>();
    keys.agents()
        .forEach(
            (agent, own) -> {
              ownTraces.put(agent, traces(own, traces));
              ownSessions.put(agent, sessions(own, sessions));
            });
    return new ClassifierConfig(
        new PerAgent<>(traces, ownTraces),
        new PerAgent<>(sessions, ownSessions),
        keys.transcriptTokens(),
        new StreamsSettings(keys.threads(), keys.standbys(), keys.instanceId(), stateDir),
        runs);
  }

  private static TraceRules traces(TelltaleConfig.Classifier.Agent own, TraceRules others) {
    return new TraceRules(
        own.rootQuiet().orElse(others.rootQuiet()),
        own.traceIdle().orElse(others.idle()),
        own.traceMaxAge().orElse(others.maxAge()),
        own.traceMaxSpans().orElse(others.maxSpans()),
        own.traceMaxBytes().orElse(others.maxBytes()),
        others.keepRows(),
        others.maxRevisions(),
        others.remember());
  }

  private static SessionRules sessions(TelltaleConfig.Classifier.Agent own, SessionRules others) {
    return new SessionRules(
        own.sessionIdle().orElse(others.idle()),
        own.sessionMaxAge().orElse(others.maxAge()),
        others.remember(),
        others.maxTraces(),
        others.maxCharacters());
  }
}
