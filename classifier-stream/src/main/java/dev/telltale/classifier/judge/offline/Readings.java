// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.offline;

import dev.telltale.schemas.judge.LineKind;
import dev.telltale.schemas.judge.Transcript;
import dev.telltale.schemas.judge.TranscriptLine;
import dev.telltale.schemas.signal.OfflineReads;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the offline judge reads of a transcript: texts of the same form as the signal's examples.
 * Pure.
 */
final class Readings {
  private static final int MOST_TURNS = 20;
  private static final int CLOSING_LINES = 4;
  private static final int LONGEST = 2_000;
  private static final String USER = "user: ";
  private static final String ASSISTANT = "\nassistant: ";

  /** A text, and the span that it comes from. */
  record Reading(String text, String spanId) {}

  private Readings() {}

  /**
   * What an example teaches. An answer that is given with its question is learned without it too,
   * as that is how it is read.
   */
  static List<String> taught(String example, OfflineReads reads) {
    int answer = example.lastIndexOf(ASSISTANT);
    return reads == OfflineReads.ASSISTANT_TURNS && example.startsWith(USER) && answer >= 0
        ? List.of(example, example.substring(answer + ASSISTANT.length()))
        : List.of(example);
  }

  static List<Reading> of(Transcript transcript, OfflineReads reads) {
    return switch (reads) {
      case USER_TURNS -> turns(transcript, LineKind.USER);
      case ASSISTANT_TURNS -> turns(transcript, LineKind.ASSISTANT);
      case CLOSING -> closing(transcript);
    };
  }

  /** The turns of this target alone: what was said before it is somebody else's verdict. */
  private static List<Reading> turns(Transcript transcript, LineKind kind) {
    List<Reading> turns = new ArrayList<>();
    for (TranscriptLine line : transcript.getLines()) {
      if (line.getKind() == kind && !line.getHistory() && !line.getText().isBlank()) {
        turns.add(new Reading(shortened(line.getText()), line.getSpanId().orElse("")));
      }
    }
    return turns.subList(Math.max(0, turns.size() - MOST_TURNS), turns.size());
  }

  private static List<Reading> closing(Transcript transcript) {
    List<TranscriptLine> said =
        transcript.getLines().stream()
            .filter(line -> line.getKind() == LineKind.USER || line.getKind() == LineKind.ASSISTANT)
            .filter(line -> !line.getText().isBlank())
            .toList();
    if (said.isEmpty()) {
      return List.of();
    }
    List<TranscriptLine> last = said.subList(Math.max(0, said.size() - CLOSING_LINES), said.size());
    String text =
        last.stream()
            .map(
                line ->
                    (line.getKind() == LineKind.USER ? USER : "assistant: ")
                        + shortened(line.getText()))
            .collect(Collectors.joining("\n"));
    return List.of(new Reading(text, last.get(last.size() - 1).getSpanId().orElse("")));
  }

  /**
   * The end of a long text: what somebody wants or answers stands there more often than at its
   * start.
   */
  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(text.length() - LONGEST);
  }
}
