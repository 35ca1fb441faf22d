// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.cascade;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telltale.classifier.conversation.Conversation;
import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.gateway.normalize.SpanNormalizer;
import dev.telltale.gateway.normalize.SpanSource;
import dev.telltale.gateway.otlp.BodyFormat;
import dev.telltale.schemas.judge.Transcript;
import dev.telltale.schemas.span.Span;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Recorded conversations of an airline's agent, and whether each did its task right. */
final class RecordedTasks {
  private static final String SPANS = "tau-airline.otlp.jsonl.gz";
  private static final String TRUTH = "tau-airline.truth.csv";

  private RecordedTasks() {}

  /**
   * A conversation.
   *
   * @param task several conversations have the same
   * @param done whether its task was done right
   */
  record Recorded(String session, String task, boolean done, Transcript transcript) {}

  /** Whether a folder has them. */
  static boolean areIn(Path folder) {
    return Files.exists(folder.resolve(SPANS)) && Files.exists(folder.resolve(TRUTH));
  }

  /** All of a folder. */
  static List<Recorded> of(Path folder, Transcripts transcripts) throws IOException {
    Map<String, List<Span>> sessions = sessions(folder.resolve(SPANS));
    List<Recorded> all = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(TRUTH))) {
      String[] row = line.split(",", -1);
      List<Span> spans = sessions.get(row[0]);
      if (spans != null) {
        all.add(
            new Recorded(
                row[0],
                row[1],
                Double.parseDouble(row[3]) >= 1,
                transcripts.render(Conversation.of(spans), false)));
      }
    }
    return all;
  }

  private static Map<String, List<Span>> sessions(Path file) throws IOException {
    SpanNormalizer normalizer = new SpanNormalizer();
    Map<String, List<Span>> sessions = new LinkedHashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        for (ResourceSpans ofResource :
            BodyFormat.JSON.read(line.getBytes(UTF_8)).getResourceSpansList()) {
          for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
            SpanSource source =
                normalizer.source(
                    "default", Instant.EPOCH, ofResource.getResource(), ofScope.getScope());
            ofScope.getSpansList().stream()
                .map(span -> normalizer.normalize(source, span))
                .forEach(
                    span ->
                        sessions
                            .computeIfAbsent(
                                span.getSessionId().orElse(""), id -> new ArrayList<>())
                            .add(span));
          }
        }
      }
    }
    return sessions;
  }
}
