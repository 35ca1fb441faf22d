// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier;

import dev.telltale.schemas.signal.Example;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.OfflineReads;
import dev.telltale.schemas.signal.OutcomeSentiment;
import dev.telltale.schemas.signal.Sentiment;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalState;
import dev.telltale.schemas.signal.SignalStateChange;
import dev.telltale.schemas.signal.SignalType;
import dev.telltale.schemas.signal.SignalVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Signals for tests, active since 1970. */
public final class TestSignals {
  private static final Instant LONG_AGO = Instant.EPOCH;

  private TestSignals() {}

  public static SignalDefinition binary(
      String agent, String signal, SignalScope scope, SignalVersion.Builder version) {
    return definition(agent, signal, scope, SignalType.BINARY, version);
  }

  public static SignalDefinition definition(
      String agent,
      String signal,
      SignalScope scope,
      SignalType type,
      SignalVersion.Builder version) {
    return SignalDefinition.newBuilder()
        .setProject("default")
        .setAgent(agent)
        .setSignal(signal)
        .setName(signal)
        .setType(type)
        .setScope(scope)
        .setVersions(List.of(version.build()))
        .setStates(List.of(new SignalStateChange(SignalState.ACTIVE, LONG_AGO, null)))
        .build();
  }

  public static SignalVersion.Builder version() {
    return SignalVersion.newBuilder()
        .setVersion(1)
        .setPrompt("Is the user annoyed?")
        .setSentiments(
            List.of(
                new OutcomeSentiment("true", Sentiment.NEGATIVE),
                new OutcomeSentiment("false", Sentiment.POSITIVE)))
        .setSampleRate(100)
        .setJudge(JudgeKind.OFFLINE)
        .setOfflineReads(OfflineReads.USER_TURNS)
        .setCreatedAt(LONG_AGO);
  }

  /** Outcomes and texts in turns. */
  public static List<Example> examples(String... outcomesAndTexts) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < outcomesAndTexts.length; i += 2) {
      examples.add(new Example(outcomesAndTexts[i], outcomesAndTexts[i + 1]));
    }
    return examples;
  }
}
