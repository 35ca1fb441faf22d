// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.tokens;

import dev.telltale.classifier.conversation.Conversation;
import dev.telltale.gateway.normalize.SpanNormalizer;
import dev.telltale.gateway.normalize.SpanSource;
import dev.telltale.gateway.otlp.BodyFormat;
import dev.telltale.schemas.session.ConversationMessage;
import dev.telltale.schemas.span.Span;
import dev.telltale.standalone.demo.DemoConversations;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/**
 * Conversations to judge: those of whole sessions, and those of single traces with the history that
 * each was given.
 */
record Traffic(
    String name, List<List<ConversationMessage>> sessions, List<List<ConversationMessage>> traces) {
  /** The demo's own, which are few and short. */
  static Traffic bundled() {
    List<List<List<ConversationMessage>>> all = DemoConversations.turns();
    return new Traffic(
        "the demo's conversations",
        all.stream().map(turns -> turns.get(turns.size() - 1)).toList(),
        all.stream().flatMap(List::stream).toList());
  }

  /**
   * OTLP/JSON export requests, one a line, plain or gzipped, whose spans have sessions.
   *
   * @throws IllegalArgumentException when it cannot be read
   */
  static Traffic of(Path file) {
    Map<String, List<Span>> traces = new LinkedHashMap<>();
    Map<String, List<Span>> sessions = new LinkedHashMap<>();
    for (Span span : spans(file)) {
      traces.computeIfAbsent(span.getTraceId(), id -> new ArrayList<>()).add(span);
      span.getSessionId()
          .ifPresent(id -> sessions.computeIfAbsent(id, key -> new ArrayList<>()).add(span));
    }
    if (sessions.isEmpty()) {
      throw new IllegalArgumentException(file + ": no spans with a session (expected: some)");
    }
    return new Traffic(
        String.valueOf(file.getFileName()), conversations(sessions), conversations(traces));
  }

  private static List<List<ConversationMessage>> conversations(Map<String, List<Span>> spans) {
    Function<List<Span>, List<ConversationMessage>> said = Conversation::of;
    return spans.values().stream().map(said).filter(messages -> !messages.isEmpty()).toList();
  }

  private static List<Span> spans(Path file) {
    List<Span> spans = new ArrayList<>();
    SpanNormalizer normalizer = new SpanNormalizer();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          add(BodyFormat.JSON.read(line.getBytes(StandardCharsets.UTF_8)), normalizer, spans);
        }
      }
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("file " + file + " is not there", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("file " + file + " cannot be read: " + e.getMessage(), e);
    }
    return spans;
  }

  private static void add(
      ExportTraceServiceRequest request, SpanNormalizer normalizer, List<Span> spans) {
    for (ResourceSpans ofResource : request.getResourceSpansList()) {
      for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
        SpanSource source =
            normalizer.source(
                "default", Instant.EPOCH, ofResource.getResource(), ofScope.getScope());
        ofScope.getSpansList().forEach(span -> spans.add(normalizer.normalize(source, span)));
      }
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
  }
}
