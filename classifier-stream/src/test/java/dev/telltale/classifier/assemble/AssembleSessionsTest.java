// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import static dev.telltale.classifier.TestSpans.call;
import static dev.telltale.classifier.TestSpans.root;
import static dev.telltale.classifier.TestSpans.span;
import static dev.telltale.classifier.assemble.AssemblyDriver.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.session.ConversationMessage;
import dev.telltale.schemas.session.Session;
import dev.telltale.schemas.session.SessionCloseReason;
import dev.telltale.schemas.session.SessionTrace;
import dev.telltale.schemas.span.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AssembleSessionsTest {
  @Test
  void aSessionClosesHalfAnHourAfterItsLastTrace() {
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      turn(assembly, 0, 1, "user", "hi", "assistant", "Hello.");
      turn(
          assembly, 60, 2, "user", "hi", "assistant", "Hello.", "user", "bye", "assistant", "Bye.");
      assembly.pass(Duration.ofMinutes(40));

      assertThat(assembly.sessions())
          .singleElement()
          .satisfies(
              session -> {
                assertThat(session.getCloseReason()).isEqualTo(SessionCloseReason.IDLE);
                assertThat(session.getTraces()).hasSize(2);
                assertThat(texts(session)).containsExactly("hi", "Hello.", "bye", "Bye.");
              });
    }
  }

  @Test
  void anAgentWithoutAMemoryThatIsToldTheSameTwiceKeepsBoth() {
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      turn(assembly, 0, 1, "user", "status?", "assistant", "All well.");
      turn(assembly, 60, 2, "user", "status?", "assistant", "All well.");
      assembly.pass(Duration.ofMinutes(40));

      assertThat(texts(assembly.sessions().get(0)))
          .containsExactly("status?", "All well.", "status?", "All well.");
    }
  }

  @Test
  void aTraceThatComesAfterTheCloseMakesTheNextRevisionWithEverything() {
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      turn(assembly, 0, 1, "user", "hi", "assistant", "Hello.");
      assembly.pass(Duration.ofMinutes(40));
      turn(
          assembly,
          7_200,
          2,
          "user",
          "hi",
          "assistant",
          "Hello.",
          "user",
          "bye",
          "assistant",
          "Bye.");
      assembly.pass(Duration.ofMinutes(40));

      List<Session> sessions = assembly.sessions();
      assertThat(sessions).extracting(Session::getRevisions).containsExactly(1, 2);
      assertThat(texts(sessions.get(1))).containsExactly("hi", "Hello.", "bye", "Bye.");
    }
  }

  @Test
  void aSessionThatNeverRestsClosesAfterADay() {
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      for (int i = 0; i < 80; i++) {
        turn(assembly, i * 1_200, i, "user", "tick " + i, "assistant", "Tock.");
      }

      assertThat(assembly.sessions())
          .first()
          .satisfies(
              session -> assertThat(session.getCloseReason()).isEqualTo(SessionCloseReason.AGE));
    }
  }

  @Test
  void twoAgentsWithOneSessionIdHaveASessionEach() {
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      Span planner = root(1, 1, "planner", "s").build();
      Span writer = span(1, 2, 1).setAgentId("writer").build();
      assembly.at(0, writer).at(0, planner).pass(Duration.ofMinutes(40));

      assertThat(assembly.sessions())
          .extracting(Session::getAgent)
          .containsExactlyInAnyOrder("planner", "writer");
    }
  }

  @Test
  void aTraceWithoutASessionIdIsInNoSessionAndIsCounted() {
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      assembly.at(0, root(1, 1, "a", null)).pass(Duration.ofMinutes(40));

      assertThat(assembly.sessions()).isEmpty();
      assertThat(assembly.counts.of("without session")).isEqualTo(1);
    }
  }

  @Test
  void theSameTracesGiveTheSameLastRevisionWhateverTheirOrder() {
    List<SessionTrace> parts = new ArrayList<>();
    List<String> said = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      said.addAll(List.of("user", "question " + i % 3, "assistant", "answer " + i % 2));
      parts.add(part(i, said));
    }
    Random random = new Random(3);
    List<String> expected = null;
    for (int round = 0; round < 10; round++) {
      try (AssemblyDriver assembly = new AssemblyDriver()) {
        Collections.shuffle(parts, random);
        double at = 0;
        for (SessionTrace part : parts) {
          at += random.nextInt(2_000);
          assembly.part(at, part);
        }
        assembly.pass(Duration.ofHours(2));
        List<Session> sessions = assembly.sessions();
        List<String> texts = texts(sessions.get(sessions.size() - 1));

        assertThat(texts).hasSize(16);
        expected = expected == null ? texts : expected;
        assertThat(texts).isEqualTo(expected);
      }
    }
  }

  @Test
  void aTracesLaterRevisionReplacesItsEarlierOneAndTheEarlierOneNeverTheLater() {
    try (AssemblyDriver assembly = new AssemblyDriver()) {
      SessionTrace first = part(1, List.of("user", "hi", "assistant", "Hello."));
      SessionTrace second =
          SessionTrace.newBuilder(part(1, List.of("user", "hi", "assistant", "Hello again.")))
              .setTraceClosedAt(START.plusSeconds(99))
              .build();
      assembly.part(0, second).part(1, first).pass(Duration.ofHours(1));

      assertThat(assembly.sessions())
          .singleElement()
          .satisfies(session -> assertThat(texts(session)).containsExactly("hi", "Hello again."));
    }
  }

  @Test
  void aSessionThatOutgrowsItsRecordLosesItsMiddleAndSaysHowMuch() {
    SessionRules small =
        new SessionRules(
            Duration.ofMinutes(30), Duration.ofHours(24), Duration.ofDays(7), 100, 4_000);
    try (AssemblyDriver assembly = new AssemblyDriver(TraceRules.defaults(), small)) {
      List<String> said = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        said.addAll(
            List.of("user", "question " + i + " " + "x".repeat(90), "assistant", "answer " + i));
      }
      assembly.part(0, part(1, said)).pass(Duration.ofHours(1));

      Session session = assembly.sessions().get(0);
      assertThat(texts(session)).first().asString().startsWith("question 0");
      assertThat(texts(session)).last().isEqualTo("answer 29");
      assertThat(session.getDroppedMessages()).isEqualTo(60 - texts(session).size()).isPositive();
    }
  }

  private static void turn(AssemblyDriver assembly, double at, int trace, String... rolesAndTexts) {
    assembly
        .at(at, call(trace, 2 + (int) at, 1 + (int) at, rolesAndTexts))
        .at(at, root(trace, 1 + (int) at, "support", "s-1"));
  }

  private static SessionTrace part(int trace, List<String> said) {
    Span call = call(trace, trace, null, said.toArray(String[]::new)).build();
    return SessionTrace.newBuilder()
        .setProject("default")
        .setAgent("support")
        .setSessionId("s-1")
        .setTraceId(call.getTraceId())
        .setTraceClosedAt(Instant.ofEpochSecond(1_760_000_000L + trace))
        .setStartUnixNano(call.getStartUnixNano())
        .setEndUnixNano(call.getEndUnixNano())
        .setMessages(dev.telltale.classifier.conversation.Conversation.of(List.of(call)))
        .setDigest(dev.telltale.classifier.conversation.Digests.of(List.of(call)))
        .build();
  }

  private static List<String> texts(Session session) {
    return session.getTraces().stream()
        .flatMap(trace -> trace.getMessages().stream())
        .map(ConversationMessage::getMessage)
        .map(message -> message.getContent())
        .toList();
  }
}
