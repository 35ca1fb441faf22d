// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.conversation;

import static dev.telltale.classifier.TestSpans.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.judge.LineKind;
import dev.telltale.schemas.judge.Transcript;
import dev.telltale.schemas.judge.TranscriptLine;
import dev.telltale.schemas.session.ConversationMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranscriptsTest {
  @Test
  void everyMessageBecomesALineAndEveryToolCallOneMore() {
    Transcript transcript =
        new Transcripts(1_000)
            .render(conversation("user", "track it", "assistant", "call:track"), false);

    assertThat(transcript.getRecipe()).isEqualTo("transcript.v1");
    assertThat(transcript.getTruncated()).isFalse();
    assertThat(transcript.getLines())
        .extracting(TranscriptLine::getKind)
        .containsExactly(LineKind.USER, LineKind.TOOL_CALL);
  }

  @Test
  void aLongTextLosesItsMiddleAndSaysSo() {
    Transcript transcript =
        new Transcripts(100)
            .render(
                conversation("user", "a".repeat(200) + "b".repeat(200), "assistant", "ok"), false);

    assertThat(transcript.getTruncated()).isTrue();
    assertThat(transcript.getLines().get(0).getText())
        .startsWith("aaa")
        .contains("[… 320 characters left out …]")
        .endsWith("bbb");
  }

  @Test
  void aLongConversationLosesItsMiddleAndSaysSo() {
    List<String> said = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      said.add("user");
      said.add(i + " " + "x".repeat(40));
    }
    said.add("assistant");
    said.add("the end");
    Transcript transcript =
        new Transcripts(300).render(conversation(said.toArray(String[]::new)), false);

    assertThat(transcript.getTruncated()).isTrue();
    assertThat(transcript.getLines().get(0).getText()).startsWith("0 ");
    assertThat(transcript.getLines().get(transcript.getLines().size() - 1).getText())
        .isEqualTo("the end");
    assertThat(transcript.getLines()).filteredOn(l -> l.getKind() == LineKind.ELISION).hasSize(1);
    assertThat(transcript.getLines().stream().mapToInt(l -> l.getText().length()).sum())
        .isLessThan(1_300);
  }

  @Test
  void historyIsLeftOutBeforeWhatWasSaidNow() {
    List<String> said = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      said.addAll(List.of("user", i + " " + "x".repeat(40), "assistant", "y".repeat(40)));
    }
    said.addAll(List.of("user", "and now?", "assistant", "now this"));
    Transcript transcript =
        new Transcripts(300).render(conversation(said.toArray(String[]::new)), false);

    assertThat(transcript.getLines())
        .filteredOn(line -> !line.getHistory())
        .extracting(TranscriptLine::getText)
        .containsExactly("and now?", "now this");
    assertThat(transcript.getLines()).filteredOn(l -> l.getKind() == LineKind.ELISION).hasSize(1);
  }

  @Test
  void whatIsMissingBeforeRenderingIsSaid() {
    assertThat(new Transcripts(100).render(List.of(), true).getTruncated()).isTrue();
  }

  private static List<ConversationMessage> conversation(String... rolesAndTexts) {
    return Conversation.of(List.of(call(1, 2, 1, rolesAndTexts).build()));
  }
}
