// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.quality;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.control.manifest.Templates;
import dev.telltale.schemas.judge.LineKind;
import dev.telltale.schemas.judge.Transcript;
import dev.telltale.schemas.judge.TranscriptLine;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Texts with labels in a CSV file with the columns {@code label} and {@code text}, and perhaps
 * {@code context}: what the other one said before.
 */
final class LabelledTexts {
  private static final CsvMapper CSV = new CsvMapper();
  private static final CsvSchema HEADER = CsvSchema.emptySchema().withHeader();

  private LabelledTexts() {}

  static List<HeldOut.Conversation> of(Path file, String template) throws IOException {
    List<String> outcomes = HeldOut.outcomes(template);
    boolean byAssistant =
        "assistant-turns".equals(Templates.bundled().fields(template).get("reads"));
    LineKind speaker = byAssistant ? LineKind.ASSISTANT : LineKind.USER;
    LineKind other = byAssistant ? LineKind.USER : LineKind.ASSISTANT;
    List<HeldOut.Conversation> conversations = new ArrayList<>();
    try (Reader reader = Files.newBufferedReader(file, UTF_8);
        MappingIterator<Map<String, String>> rows =
            CSV.readerForMapOf(String.class).with(HEADER).readValues(reader)) {
      while (rows.hasNext()) {
        Map<String, String> row = rows.next();
        int number = conversations.size() + 1;
        String label = row.getOrDefault("label", "");
        if (!outcomes.contains(label)) {
          throw new IllegalArgumentException(
              "%s, row %d: label: %s (expected: %s)"
                  .formatted(file.getFileName(), number, label, String.join(", ", outcomes)));
        }
        List<TranscriptLine> lines = new ArrayList<>();
        add(lines, other, row.getOrDefault("context", ""));
        add(lines, speaker, row.getOrDefault("text", ""));
        conversations.add(
            new HeldOut.Conversation(
                template,
                Integer.toString(number),
                label,
                new Transcript(Transcripts.RECIPE, lines, false)));
      }
    }
    return conversations;
  }

  private static void add(List<TranscriptLine> lines, LineKind kind, String text) {
    if (!text.isBlank()) {
      lines.add(new TranscriptLine(kind, text, null, null, false));
    }
  }
}
