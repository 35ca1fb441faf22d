// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.tokens;

import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalState;
import dev.telltale.schemas.signal.SignalStateChange;
import dev.telltale.schemas.signal.SignalType;
import dev.telltale.schemas.signal.SignalVersion;
import dev.telltale.standalone.bench.TemplateSignals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The six bundled templates, and two questions as somebody might write them for an airline. */
final class EightSignals {
  private static final List<String> TEMPLATES =
      List.of(
          "sentiment",
          "user-frustration",
          "task-outcome",
          "laziness-refusal",
          "jailbreak-attempt",
          "nsfw");

  private EightSignals() {}

  static List<SignalHistory> all() {
    List<SignalHistory> all = new ArrayList<>();
    TEMPLATES.forEach(template -> all.add(TemplateSignals.of(template, JudgeKind.LLM)));
    all.add(
        own(
            "refund-asked",
            """
            Does the user ask to get money back, for a flight that was cancelled or changed, for
            baggage or for anything else that was paid? A question about the rules of refunds alone
            is not enough: they must want one."""));
    all.add(
        own(
            "confirmed-before-booking",
            """
            Before it changed a booking, did the agent list what it was about to do and get a clear
            yes from the user? True as well when it changed no booking."""));
    return all;
  }

  private static SignalHistory own(String name, String prompt) {
    return new SignalHistory(
        SignalDefinition.newBuilder()
            .setProject("bench")
            .setAgent("bench")
            .setSignal(name)
            .setName(name)
            .setType(SignalType.BINARY)
            .setScope(SignalScope.SESSION)
            .setStates(List.of(new SignalStateChange(SignalState.DRAFT, Instant.EPOCH, null)))
            .setVersions(
                List.of(
                    SignalVersion.newBuilder()
                        .setVersion(1)
                        .setPrompt(prompt)
                        .setSentiments(List.of())
                        .setSampleRate(100)
                        .setJudge(JudgeKind.LLM)
                        .setCreatedAt(Instant.EPOCH)
                        .build()))
            .build());
  }
}
