// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.quality;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.schemas.judge.LineKind;
import dev.telltale.schemas.judge.Transcript;
import dev.telltale.schemas.judge.TranscriptLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * Recorded sessions of an airline's agent, and whether each reached what its task wanted. A session
 * is what its last model call was given and answered.
 */
final class RecordedRewards {
  /** What a session is that did not. */
  static final String OTHER = "not completed";

  private static final String TRAFFIC = "tau-airline.otlp.jsonl.gz";
  private static final String TRUTH = "tau-airline.truth.csv";
  private static final List<String> LISTS = List.of("llm.input_messages.", "llm.output_messages.");
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Call(long start, List<TranscriptLine> lines) {}

  private RecordedRewards() {}

  static Optional<List<HeldOut.Conversation>> in(Path folder) throws IOException {
    if (!Files.exists(folder.resolve(TRAFFIC)) || !Files.exists(folder.resolve(TRUTH))) {
      return Optional.empty();
    }
    Map<String, Call> calls = lastCalls(folder.resolve(TRAFFIC));
    List<HeldOut.Conversation> sessions = new ArrayList<>();
    List<String> rows = Files.readAllLines(folder.resolve(TRUTH), UTF_8);
    for (String row : rows.subList(1, rows.size())) {
      String[] fields = row.split(",", -1);
      Call call = calls.get(fields[0]);
      if (call != null) {
        sessions.add(
            new HeldOut.Conversation(
                "task-outcome",
                fields[0],
                fields[3].equals("1") ? "completed" : OTHER,
                new Transcript(Transcripts.RECIPE, call.lines(), false)));
      }
    }
    return Optional.of(sessions);
  }

  private static Map<String, Call> lastCalls(Path traffic) throws IOException {
    Map<String, Call> calls = new TreeMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(traffic)), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        for (JsonNode span : JSON.readTree(line).findValues("spans")) {
          span.forEach(one -> add(one, calls));
        }
      }
    }
    return calls;
  }

  private static void add(JsonNode span, Map<String, Call> calls) {
    Map<String, String> attributes = new HashMap<>();
    for (JsonNode attribute : span.path("attributes")) {
      JsonNode value = attribute.path("value");
      attributes.put(
          attribute.path("key").asText(), value.isEmpty() ? "" : value.elements().next().asText());
    }
    if (!attributes.getOrDefault("openinference.span.kind", "").equals("LLM")) {
      return;
    }
    Call call = new Call(span.path("startTimeUnixNano").asLong(), lines(attributes));
    calls.merge(
        attributes.getOrDefault("session.id", ""),
        call,
        (one, other) -> one.start() > other.start() ? one : other);
  }

  private static List<TranscriptLine> lines(Map<String, String> attributes) {
    List<TranscriptLine> lines = new ArrayList<>();
    for (String list : LISTS) {
      for (int i = 0; attributes.containsKey(list + i + ".message.role"); i++) {
        String role = attributes.getOrDefault(list + i + ".message.role", "");
        String text = attributes.getOrDefault(list + i + ".message.content", "");
        boolean isUser = role.equals("user");
        if ((isUser || role.equals("assistant")) && !text.isBlank()) {
          LineKind kind = isUser ? LineKind.USER : LineKind.ASSISTANT;
          lines.add(new TranscriptLine(kind, text, null, null, false));
        }
      }
    }
    return lines;
  }
}
