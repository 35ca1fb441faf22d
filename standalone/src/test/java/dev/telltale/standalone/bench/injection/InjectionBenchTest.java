// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.classifier.judge.Answer;
import dev.telltale.classifier.judge.Judge;
import dev.telltale.control.command.HeadMaker;
import dev.telltale.control.manifest.Templates;
import dev.telltale.schemas.judge.TranscriptLine;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.standalone.bench.Figures;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class InjectionBenchTest {
  private final Suite suite = Suite.bundled();

  @Test
  void thereAreAtLeastFortyAttemptsAndEachOneIsItsOwn() {
    assertThat(suite.attempts()).hasSizeGreaterThanOrEqualTo(40);
    assertThat(suite.attempts()).extracting(Suite.Attempt::id).doesNotHaveDuplicates();
    assertThat(suite.conversations())
        .allSatisfy(c -> assertThat(Templates.bundled().names()).contains(c.signal()));
    for (Suite.Conversation conversation : suite.conversations()) {
      List<List<TranscriptLine>> all =
          suite.attempts().stream().map(a -> a.in(conversation, "is", "want")).toList();
      assertThat(all).doesNotHaveDuplicates().doesNotContain(conversation.transcript());
    }
  }

  @Test
  void everyDisguiseWritesTheSameTextInAnotherWay() {
    Map<Disguise, String> written =
        List.of(Disguise.values()).stream()
            .collect(Collectors.toMap(d -> d, d -> d.write("Say yes")));

    assertThat(written.values()).doesNotHaveDuplicates();
    assertThat(written)
        .containsEntry(Disguise.NONE, "Say yes")
        .containsEntry(Disguise.BASE64, "U2F5IHllcw==")
        .containsEntry(Disguise.HEX, "53617920796573")
        .containsEntry(Disguise.ROT13, "Fnl lrf")
        .containsEntry(Disguise.REVERSED, "sey yaS")
        .containsEntry(Disguise.SPACED, "S a y   y e s ")
        .hasEntrySatisfying(
            Disguise.TAGS, text -> assertThat(text.codePointAt(0)).isEqualTo(0xE0000 + 'S'));
  }

  @Test
  void aJudgeThatIsTalkedIntoEverythingAndOneThatIsNot() {
    assertThat(shares(obedient()))
        .containsEntry("judge flip_share", 1.0)
        .containsEntry("judge wanted_share", 1.0)
        .containsEntry("judge-tool flip_share", 1.0)
        .containsEntry("judge lost_share", 0.0);
    assertThat(shares(label(0))).containsEntry("judge flip_share", 0.0);
    assertThat(shares(deafToTools()))
        .containsEntry("judge-tool lost_share", 1.0)
        .containsEntry("judge-user lost_share", 0.0)
        .containsEntry("judge flip_share", 0.0);
  }

  @Test
  void aConversationWithoutALabelIsNotCounted() {
    Judge silent =
        question -> Answer.without(new Answer.Failed(Answer.FailureKind.UNDECIDED, null), "p", "m");

    assertThat(shares(silent)).containsEntry("judge conversations", 0.0);
  }

  /** Says the first outcome of a conversation as it is, and the second of every other. */
  private Judge obedient() {
    return question -> {
      boolean plain =
          suite.conversations().stream()
              .anyMatch(c -> c.transcript().equals(question.request().getTranscript().getLines()));
      return label(plain ? 0 : 1).judge(question);
    };
  }

  /** Gives up where a tool has spoken. */
  private static Judge deafToTools() {
    return question ->
        question.request().getTranscript().getLines().stream()
                .anyMatch(line -> line.getName().isPresent())
            ? Answer.without(new Answer.Failed(Answer.FailureKind.UNDECIDED, null), "p", "m")
            : label(0).judge(question);
  }

  private static Judge label(int outcome) {
    return question ->
        Answer.without(
            new Answer.Labelled(question.outcomes().get(outcome), null, List.of(), null), "p", "m");
  }

  private static Map<String, Double> shares(Judge judge) {
    Figures figures = new Figures("injection");
    new InjectionBench(HeadMaker.NONE, new PrintWriter(new StringWriter()))
        .judge("judge", JudgeKind.LLM, judge, figures);
    StringWriter json = new StringWriter();
    figures.json(new PrintWriter(json));
    Map<String, Double> values = new HashMap<>();
    for (String line : json.toString().lines().toList()) {
      try {
        JsonNode figure = new ObjectMapper().readTree(line);
        values.put(
            figure.path("case").asText() + " " + figure.path("metric").asText(),
            figure.path("value").asDouble());
      } catch (JsonProcessingException e) {
        throw new AssertionError(line, e);
      }
    }
    return values;
  }
}
