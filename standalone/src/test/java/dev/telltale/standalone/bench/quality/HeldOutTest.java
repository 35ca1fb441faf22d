// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.quality;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.control.manifest.Templates;
import dev.telltale.schemas.judge.LineKind;
import dev.telltale.schemas.judge.TranscriptLine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HeldOutTest {
  private static final Pattern NOT_A_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final Pattern SPEAKER = Pattern.compile("(?m)^(user|assistant|tool):");
  private static final double NEAR = 0.4;

  @ParameterizedTest
  @MethodSource("templates")
  void everyTemplateHasSixtyConversationsWithItsOutcomesInBalance(String template) {
    List<HeldOut.Conversation> all = HeldOut.of(template);
    Map<String, Long> byOutcome =
        all.stream().collect(groupingBy(HeldOut.Conversation::outcome, counting()));

    assertThat(all).hasSizeGreaterThanOrEqualTo(60);
    assertThat(byOutcome).containsOnlyKeys(HeldOut.outcomes(template));
    double even = (double) all.size() / byOutcome.size();
    assertThat(byOutcome.values()).allSatisfy(n -> assertThat(n / even).isBetween(0.8, 1.2));
  }

  @ParameterizedTest
  @MethodSource("templates")
  void noTwoConversationsOfATemplateSayNearlyTheSame(String template) {
    assertThat(near(HeldOut.of(template))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("templates")
  void noConversationSaysNearlyWhatATrainingExampleSays(String template) {
    List<Set<String>> examples = examples(template);

    assertThat(examples).isNotEmpty();
    for (HeldOut.Conversation conversation : HeldOut.of(template)) {
      List<TranscriptLine> lines = conversation.transcript().getLines();
      List<TranscriptLine> users =
          lines.stream().filter(line -> line.getKind() == LineKind.USER).toList();
      for (List<TranscriptLine> said : List.of(lines, users)) {
        assertThat(examples)
            .as(conversation.id())
            .allSatisfy(example -> assertThat(shared(words(said), example)).isLessThan(NEAR));
      }
    }
  }

  @Test
  void anotherWordDoesNotMakeANewConversation() throws IOException {
    assertThat(
            near(
                read(
                    """
                    - {id: a, outcome: "true", lines: [{user: "Where is my blue parcel? I am sick of this!"}]}
                    - {id: b, outcome: "true", lines: [{user: "Where is my red parcel? I am sick of this!"}]}
                    """)))
        .containsExactly("a and b");
  }

  @Test
  void linesKeepTheirOrderAndTheirSpeakers() throws IOException {
    List<HeldOut.Conversation> read =
        read(
            """
            - id: uf-001
              outcome: "false"
              lines:
                - user: "Is it open?"
                - tool: "opening hours: 9-17"
                - assistant: "Yes, until five."
            """);

    assertThat(read).hasSize(1);
    assertThat(read.get(0).template()).isEqualTo("user-frustration");
    assertThat(read.get(0).id()).isEqualTo("uf-001");
    assertThat(read.get(0).outcome()).isEqualTo("false");
    assertThat(read.get(0).transcript().getLines())
        .extracting(TranscriptLine::getKind)
        .containsExactly(LineKind.USER, LineKind.TOOL_RESULT, LineKind.ASSISTANT);
    assertThat(read.get(0).transcript().getLines())
        .extracting(TranscriptLine::getText)
        .containsExactly("Is it open?", "opening hours: 9-17", "Yes, until five.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "- {id: a, outcome: 'true', lines: [{user: hi}], mood: bad}"
            + "| user-frustration.yaml, entry 1: mood: unknown (expected: id, lines, outcome)",
        "- {id: a, outcome: maybe, lines: [{user: hi}]}"
            + "| user-frustration.yaml, entry 1: outcome: maybe (expected: true, false)",
        "- {id: a, outcome: true, lines: [{user: hi}]}"
            + "| user-frustration.yaml, entry 1: outcome: true (expected: quoted text)",
        "- {outcome: 'true', lines: [{user: hi}]}"
            + "| user-frustration.yaml, entry 1: id: missing (expected: quoted text)",
        "- {id: a, outcome: 'true'}"
            + "| user-frustration.yaml, entry 1: lines: none (expected: a list of - user: …)",
        "- {id: a, outcome: 'true', lines: [{bot: hi}]}"
            + "| user-frustration.yaml, entry 1: bot: unknown (expected: assistant, tool, user)",
        "- {id: a, outcome: 'true', lines: [{user: hi, tool: ok}]}"
            + "| user-frustration.yaml, entry 1: lines: {\"user\":\"hi\",\"tool\":\"ok\"}"
            + " (expected: one speaker a line)",
        "a: b| user-frustration.yaml: no list (expected: - id: …)",
        "- [| user-frustration.yaml, line 1: no YAML",
        "- {id: a, id: b}| user-frustration.yaml, line 1: no YAML: Duplicate field 'id'",
      })
  void aSlipIsRefusedWithItsPlace(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void anIdIsGivenOnce() {
    String entry = "- {id: a, outcome: 'true', lines: [{user: hi}]}\n";

    assertThatThrownBy(() -> read(entry + entry))
        .hasMessage("user-frustration.yaml, entry 2: id: a is given twice");
  }

  @Test
  void aTemplateThatIsNotThereIsToldWithThoseThatAre() {
    assertThatThrownBy(() -> HeldOut.of("mood"))
        .hasMessageContaining("template: mood (expected: one of task-outcome, sentiment");
  }

  private static Stream<String> templates() {
    return Templates.bundled().names().stream();
  }

  private static List<HeldOut.Conversation> read(String yaml) throws IOException {
    return HeldOut.read("user-frustration", new ByteArrayInputStream(yaml.getBytes(UTF_8)));
  }

  /** Pairs that share too many of their words. */
  private static List<String> near(List<HeldOut.Conversation> all) {
    List<Set<String>> words = all.stream().map(c -> words(c.transcript().getLines())).toList();
    List<String> near = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        if (shared(words.get(i), words.get(j)) > NEAR) {
          near.add(all.get(i).id() + " and " + all.get(j).id());
        }
      }
    }
    return near;
  }

  private static List<Set<String>> examples(String template) {
    Map<?, ?> byLabel =
        (Map<?, ?>) Objects.requireNonNull(Templates.bundled().fields(template).get("examples"));
    return byLabel.values().stream()
        .flatMap(texts -> ((List<?>) texts).stream())
        .map(text -> words(SPEAKER.matcher(String.valueOf(text)).replaceAll("")))
        .toList();
  }

  private static Set<String> words(List<TranscriptLine> lines) {
    return words(lines.stream().map(TranscriptLine::getText).collect(joining(" ")));
  }

  private static Set<String> words(String text) {
    return new HashSet<>(List.of(NOT_A_WORD.split(text.toLowerCase(Locale.ROOT))));
  }

  private static double shared(Set<String> one, Set<String> other) {
    Set<String> both = new HashSet<>(one);
    both.retainAll(other);
    return (double) both.size() / (one.size() + other.size() - both.size());
  }
}
