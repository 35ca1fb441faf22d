// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.conversation;

import dev.telltale.schemas.judge.LineKind;
import dev.telltale.schemas.judge.Transcript;
import dev.telltale.schemas.judge.TranscriptLine;
import dev.telltale.schemas.session.ConversationMessage;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.ToolCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Renders messages for a judge within a budget, the same messages always to the same lines. A long
 * text loses its middle; a long conversation loses the middle of its lines, history first. Both are
 * marked, and the transcript says that it is not whole.
 *
 * <p>The budget is counted in tokens of four characters, which is near what tokenizers of language
 * models make of English prose and is the same for every model.
 *
 * @param maxTokens of a whole transcript, 100 or more
 */
public record Transcripts(int maxTokens) {
  /** The version of this recipe; another way to render gets another name. */
  public static final String RECIPE = "transcript.v1";

  private static final int CHARACTERS_A_TOKEN = 4;
  private static final double SHARE_OF_ONE_LINE = 0.2;
  private static final double SHARE_OF_THE_HEAD = 0.3;

  /** Refuses a budget that holds nothing. */
  public Transcripts {
    if (maxTokens < 100) {
      throw new IllegalArgumentException(
          "transcript tokens: " + maxTokens + " (expected: 100 or more)");
    }
  }

  /**
   * Renders messages.
   *
   * @param messages in order
   * @param incomplete true when something of the target is missing before it comes here
   */
  public Transcript render(List<ConversationMessage> messages, boolean incomplete) {
    Map<String, String> toolNames = toolNames(messages);
    int characters = maxTokens * CHARACTERS_A_TOKEN;
    int longest = (int) (characters * SHARE_OF_ONE_LINE);
    List<TranscriptLine> lines = new ArrayList<>();
    boolean cut = incomplete;
    for (ConversationMessage message : messages) {
      for (TranscriptLine line : lines(message, toolNames)) {
        cut |= line.getText().length() > longest;
        lines.add(shortened(line, longest));
      }
    }
    List<TranscriptLine> kept = withinBudget(lines, characters);
    return new Transcript(RECIPE, kept, cut || kept.size() < lines.size());
  }

  private static List<TranscriptLine> lines(
      ConversationMessage entry, Map<String, String> toolNames) {
    Message message = entry.getMessage();
    List<TranscriptLine> lines = new ArrayList<>();
    if (entry.getError()) {
      lines.add(line(LineKind.ERROR, message.getContent(), entry, message.getName().orElse(null)));
    } else if (message.getRole().equals(Role.TOOL)) {
      String name =
          message.getName().or(() -> message.getToolCallId().map(toolNames::get)).orElse(null);
      lines.add(line(LineKind.TOOL_RESULT, message.getContent(), entry, name));
    } else if (!message.getContent().isBlank()) {
      lines.add(
          line(
              kind(message.getRole()),
              message.getContent(),
              entry,
              message.getName().orElse(null)));
    }
    for (ToolCall call : message.getToolCalls()) {
      lines.add(line(LineKind.TOOL_CALL, call.getArguments(), entry, call.getName()));
    }
    return lines;
  }

  private static TranscriptLine line(
      LineKind kind, String text, ConversationMessage entry, @Nullable String name) {
    return new TranscriptLine(kind, text, entry.getSpanId(), name, entry.getHistory());
  }

  private static LineKind kind(String role) {
    return switch (role) {
      case Role.SYSTEM -> LineKind.SYSTEM;
      case Role.ASSISTANT -> LineKind.ASSISTANT;
      default -> LineKind.USER;
    };
  }

  private static Map<String, String> toolNames(List<ConversationMessage> messages) {
    Map<String, String> names = new HashMap<>();
    for (ConversationMessage message : messages) {
      for (ToolCall call : message.getMessage().getToolCalls()) {
        call.getId().ifPresent(id -> names.put(id, call.getName()));
      }
    }
    return names;
  }

  private static TranscriptLine shortened(TranscriptLine line, int longest) {
    String text = line.getText();
    if (text.length() <= longest) {
      return line;
    }
    int end = codePointBorder(text, longest / 2);
    int start = codePointBorder(text, text.length() - longest / 2);
    String middle = " [… " + (start - end) + " characters left out …] ";
    return new TranscriptLine(
        line.getKind(),
        text.substring(0, end) + middle + text.substring(start),
        line.getSpanId().orElse(null),
        line.getName().orElse(null),
        line.getHistory());
  }

  private static int codePointBorder(String text, int index) {
    return Character.isLowSurrogate(text.charAt(index)) ? index + 1 : index;
  }

  /**
   * Leaves out one run of lines: in the history if that is enough, else in the middle of
   * everything.
   */
  private static List<TranscriptLine> withinBudget(List<TranscriptLine> lines, int characters) {
    long total = lines.stream().mapToLong(line -> line.getText().length()).sum();
    if (total <= characters) {
      return lines;
    }
    int history = (int) lines.stream().takeWhile(TranscriptLine::getHistory).count();
    long present = lines.stream().skip(history).mapToLong(line -> line.getText().length()).sum();
    boolean historyIsEnough = present <= characters * (1 - SHARE_OF_THE_HEAD);
    int lastToGo = historyIsEnough ? history : lines.size();
    long head = (long) (characters * SHARE_OF_THE_HEAD);
    long tail = characters - head - (historyIsEnough ? present : 0);
    int from = 0;
    for (long used = 0;
        from < lastToGo && used + lines.get(from).getText().length() <= head;
        from++) {
      used += lines.get(from).getText().length();
    }
    int to = lastToGo;
    for (long used = 0; to > from && used + lines.get(to - 1).getText().length() <= tail; to--) {
      used += lines.get(to - 1).getText().length();
    }
    List<TranscriptLine> kept = new ArrayList<>(lines.subList(0, from));
    kept.add(elision(to - from, lines.get(from).getHistory()));
    kept.addAll(lines.subList(to, lines.size()));
    return kept;
  }

  private static TranscriptLine elision(int lines, boolean history) {
    return TranscriptLine.newBuilder()
        .setKind(LineKind.ELISION)
        .setText("[… " + lines + " lines left out …]")
        .setHistory(history)
        .build();
  }
}
