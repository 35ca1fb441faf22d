// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.control.manifest.Templates;
import dev.telltale.gateway.limit.LimitSettings;
import dev.telltale.gateway.limit.SpanLimits;
import dev.telltale.gateway.redact.RedactionSettings;
import dev.telltale.gateway.redact.Redactor;
import dev.telltale.schemas.span.Span;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScriptTest {
  private final Script script = Script.bundled();

  @Test
  void thereAreAtLeastSixtyConversationsEachWithItsTruthForEveryTemplate() {
    assertThat(script.conversations()).hasSizeGreaterThanOrEqualTo(60);
    assertThat(script.conversations()).extracting(Script.Conversation::id).doesNotHaveDuplicates();
    assertThat(script.conversations())
        .allSatisfy(
            conversation ->
                assertThat(conversation.truth()).containsOnlyKeys(Templates.bundled().names()));
  }

  @Test
  void thereAreSeveralOutcomesAndToolsThatFail() {
    Set<String> outcomes = new HashSet<>();
    script.conversations().forEach(c -> outcomes.add(c.truth().get("task-outcome")));
    long failures =
        script.conversations().stream()
            .flatMap(c -> c.turns().stream())
            .flatMap(t -> t.toolCalls().stream())
            .filter(step -> step.error() != null)
            .count();

    assertThat(outcomes).containsExactlyInAnyOrder("completed", "partial", "failed", "abandoned");
    assertThat(failures).isGreaterThan(10);
  }

  @Test
  void nothingInItIsTakenForASecretOrACard() {
    List<String> texts = new ArrayList<>(List.of(script.system()));
    for (Script.Conversation conversation : script.conversations()) {
      texts.add(conversation.id());
      for (Script.Turn turn : conversation.turns()) {
        texts.addAll(List.of(turn.user(), turn.assistant()));
        for (Script.Step step : turn.toolCalls()) {
          texts.addAll(List.of(step.tool(), step.arguments().toString()));
          texts.add(step.error() == null ? step.answer() : step.error());
        }
      }
    }
    Span span =
        Span.newBuilder()
            .setProject("default")
            .setTraceId("5b8efff798038103d269b633813fc60c")
            .setSpanId("eee19b7e00000001")
            .setName("all of it")
            .setStartUnixNano(1)
            .setEndUnixNano(1)
            .setReceivedAt(Instant.EPOCH)
            .setTags(texts)
            .build();

    assertThat(new Redactor(RedactionSettings.defaults()).redact(span).span()).isSameAs(span);
    assertThat(new SpanLimits(LimitSettings.defaults()).limit(span).span()).isSameAs(span);
  }

  @Test
  void theTrafficSaysBeforehandHowManySpansItWillSend() {
    ScriptedTraffic traffic = new ScriptedTraffic(InstantSource.system());

    assertThat(traffic.spans()).isEqualTo(560);
    assertThat(traffic.sessions()).hasSize(script.conversations().size());
  }

  @Test
  void aConversationAgreesWithItsTruthWhenAnyOfItsPartsIsTrue() {
    Map<String, Map<String, String>> truth =
        Map.of("s-1", Map.of("annoyed", "true"), "s-2", Map.of("annoyed", "false"));

    List<Tally> tallies =
        Tally.of(
            List.of(
                TestLabels.label("annoyed", "t1", "s-1", "false"),
                TestLabels.label("annoyed", "t2", "s-1", "true"),
                TestLabels.label("annoyed", "t3", "s-2", "true"),
                TestLabels.failed("annoyed", "t4", "s-2", "undecided")),
            truth);

    assertThat(tallies)
        .singleElement()
        .satisfies(
            tally -> {
              assertThat(tally.values()).isEqualTo(Map.of("false", 1, "true", 2));
              assertThat(tally.noAnswer()).isEqualTo(Map.of("undecided", 1));
              assertThat(tally.agreeing()).isEqualTo(1);
              assertThat(tally.compared()).isEqualTo(2);
            });
  }
}
