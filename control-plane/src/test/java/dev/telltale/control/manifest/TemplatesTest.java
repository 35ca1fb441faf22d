// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.schemas.signal.Example;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.OutcomeSentiment;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TemplatesTest {
  @Test
  void sixTemplatesAreBundled() {
    assertThat(Templates.bundled().names())
        .containsExactly(
            "task-outcome",
            "sentiment",
            "user-frustration",
            "laziness-refusal",
            "jailbreak-attempt",
            "nsfw");
  }

  @ParameterizedTest
  @MethodSource("bundled")
  void everyBundledTemplateMakesASignalThatTheOfflineJudgeCanLearn(String name) {
    Drafts drafts =
        new ManifestReader(Templates.bundled(), new AlertTimes(false))
            .read(
                List.of(
                    new ManifestFile(
                        "m.yaml", "kind: signal\nagent: a\nsignal: s\ntemplate: " + name + "\n")));

    assertThat(drafts.problems()).isEmpty();
    VersionDraft version = ((SignalDraft) drafts.inOrder().get(0)).version();
    assertThat(version.judge()).isEqualTo(JudgeKind.OFFLINE);
    assertThat(
            version.examples().stream()
                .collect(Collectors.groupingBy(Example::getOutcome, Collectors.counting())))
        .hasSize(version.sentiments().size())
        .containsOnlyKeys(version.sentiments().stream().map(OutcomeSentiment::getOutcome).toList())
        .allSatisfy((outcome, count) -> assertThat(count).isGreaterThanOrEqualTo(2));
  }

  @Test
  void aTemplateThatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> Templates.bundled().text("../secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("template: ../secret (expected: one of task-outcome, ");
  }

  static Stream<String> bundled() {
    return Templates.bundled().names().stream();
  }
}
