// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignalHistoryTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void aSignalJudgesTenSecondsAfterItWasActivatedAndUntilTenSecondsAfterItWasDisabled() {
    SignalHistory history =
        history(
            List.of(version(1, NOON)),
            List.of(
                new SignalStateChange(SignalState.ACTIVE, NOON, null),
                new SignalStateChange(SignalState.DISABLED, NOON.plusSeconds(60), null)));

    assertThat(history.activeAt(NOON.plusSeconds(9))).isEmpty();
    assertThat(history.activeAt(NOON.plusSeconds(10))).isPresent();
    assertThat(history.activeAt(NOON.plusSeconds(69))).isPresent();
    assertThat(history.activeAt(NOON.plusSeconds(70))).isEmpty();
  }

  @Test
  void aTargetIsJudgedByTheVersionThatHeldWhenItClosed() {
    SignalHistory history =
        history(
            List.of(version(1, NOON), version(2, NOON.plusSeconds(100))),
            List.of(new SignalStateChange(SignalState.ACTIVE, NOON, null)));

    assertThat(history.activeAt(NOON.plusSeconds(109)).orElseThrow().getVersion()).isEqualTo(1);
    assertThat(history.activeAt(NOON.plusSeconds(110)).orElseThrow().getVersion()).isEqualTo(2);
  }

  private static SignalHistory history(
      List<SignalVersion> versions, List<SignalStateChange> states) {
    return new SignalHistory(
        SignalDefinition.newBuilder()
            .setProject("default")
            .setAgent("support")
            .setSignal("frustration")
            .setName("Frustration")
            .setType(SignalType.BINARY)
            .setScope(SignalScope.TRACE)
            .setVersions(versions)
            .setStates(states)
            .build());
  }

  private static SignalVersion version(int number, Instant at) {
    return SignalVersion.newBuilder()
        .setVersion(number)
        .setPrompt("Is the user annoyed?")
        .setSentiments(List.of())
        .setSampleRate(100)
        .setCreatedAt(at)
        .build();
  }
}
