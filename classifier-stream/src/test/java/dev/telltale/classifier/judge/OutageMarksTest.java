// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import static dev.telltale.classifier.TestSignals.binary;
import static dev.telltale.classifier.TestSignals.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.classifier.registry.Signals;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutageMarksTest {
  private final List<String> written = new ArrayList<>();
  private final Set<String> down = new HashSet<>();
  private Instant now = Instant.parse("2026-06-01T12:00:00Z");
  private final OutageMarks marks =
      new OutageMarks(
          OutageMarksTest::signals,
          new ByModel(),
          (signal, provider) -> written.add(signal.signal() + " " + provider),
          () -> now);

  @AfterEach
  void close() {
    marks.close();
  }

  @Test
  void whileAllJudgesAreInReachNothingIsWritten() {
    marks.look();

    assertThat(written).isEmpty();
  }

  @Test
  void anOutageIsWrittenAtOnceThenEveryHalfMinuteAndAtItsEnd() {
    down.add("acme");
    for (int second = 0; second < 60; second++) {
      marks.look();
      now = now.plusSeconds(1);
    }
    assertThat(written).containsExactly("annoyed acme", "annoyed acme");

    down.clear();
    marks.look();
    marks.look();
    assertThat(written).hasSize(3);
  }

  @Test
  void theNextOutageIsWrittenAtOnce() {
    down.add("acme");
    marks.look();
    down.clear();
    now = now.plusSeconds(1);
    marks.look();
    down.add("acme");
    marks.look();

    assertThat(written).hasSize(3);
  }

  @Test
  void theOfflineJudgeIsNeverOutOfReach() {
    Judge byKind =
        new JudgeByKind(
            question -> {
              throw new AssertionError("nobody asks");
            },
            Optional.of(new ByModel()));
    down.add("acme");

    assertThat(byKind.outOfReach(version().setModel("acme:m").setJudge(JudgeKind.LLM).build()))
        .contains("acme");
    assertThat(byKind.outOfReach(version().setModel("acme:m").setJudge(JudgeKind.OFFLINE).build()))
        .isEmpty();
  }

  @Test
  void aSignalThatIsNotActiveYetIsLeftOut() {
    down.add("acme");
    now = Instant.EPOCH.minus(Duration.ofDays(1));
    marks.look();

    assertThat(written).isEmpty();
  }

  private static Signals signals() {
    Map<SignalKey, SignalDefinition> definitions = new HashMap<>();
    for (String[] signal : new String[][] {{"annoyed", "acme:m"}, {"lost", "other:m"}}) {
      SignalDefinition definition =
          binary("support", signal[0], SignalScope.TRACE, version().setModel(signal[1]));
      definitions.put(SignalKey.of(definition), definition);
    }
    return new Signals(definitions, 0);
  }

  private final class ByModel implements Judge {
    @Override
    public Answer judge(Question question) {
      throw new AssertionError("nobody asks");
    }

    @Override
    public Optional<String> outOfReach(SignalVersion version) {
      return version.getModel().map(model -> model.split(":", 2)[0]).filter(down::contains);
    }
  }
}
