// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.control.manifest.Templates;
import dev.telltale.schemas.judge.LineKind;
import dev.telltale.schemas.judge.Transcript;
import dev.telltale.schemas.judge.TranscriptLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The bundled conversations with known outcomes that no judge was trained on, one file a template.
 * A file that is not as it should be is refused, with the place: a slip in it would look like a
 * judge's mistake.
 */
public final class HeldOut {
  private static final String FOLDER = "/bench/judge-quality/";
  private static final Set<String> KEYS = Set.of("id", "outcome", "lines");
  private static final Map<String, LineKind> SPEAKERS =
      Map.of("user", LineKind.USER, "assistant", LineKind.ASSISTANT, "tool", LineKind.TOOL_RESULT);
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  /**
   * One of them.
   *
   * @param template the bundled template that asks about it
   * @param id its own within the template
   * @param outcome one of the template's
   * @param transcript the whole target, without history
   */
  public record Conversation(String template, String id, String outcome, Transcript transcript) {}

  private final String template;
  private final List<String> outcomes;

  private HeldOut(String template) {
    this.template = template;
    this.outcomes = outcomes(template);
  }

  /**
   * Those of a bundled template, in the order of the file.
   *
   * @throws IllegalArgumentException when there is no such template
   */
  public static List<Conversation> of(String template) {
    List<String> names = Templates.bundled().names();
    if (!names.contains(template)) {
      throw new IllegalArgumentException(
          "template: " + template + " (expected: one of " + String.join(", ", names) + ")");
    }
    String resource = FOLDER + template + ".yaml";
    try (InputStream in =
        Objects.requireNonNull(HeldOut.class.getResourceAsStream(resource), resource)) {
      return read(template, in);
    } catch (IOException e) {
      throw new UncheckedIOException("the held-out conversations cannot be read", e);
    }
  }

  /**
   * Those in a file about a bundled template.
   *
   * @throws IllegalArgumentException at the first thing that is not as it should be
   */
  static List<Conversation> read(String template, InputStream in) throws IOException {
    return new HeldOut(template).conversations(in);
  }

  /** What a bundled template's judges may answer. */
  static List<String> outcomes(String template) {
    return Templates.bundled().fields(template).get("labels") instanceof List<?> labels
        ? labels.stream().map(String::valueOf).toList()
        : List.of("true", "false");
  }

  private List<Conversation> conversations(InputStream in) throws IOException {
    JsonNode entries;
    try {
      entries = YAML.readTree(in);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s.yaml, line %d: no YAML: %s"
              .formatted(
                  template,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage()),
          e);
    }
    if (!entries.isArray()) {
      throw new IllegalArgumentException(template + ".yaml: no list (expected: - id: …)");
    }
    List<Conversation> conversations = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (JsonNode entry : entries) {
      Conversation conversation = conversation(entry, conversations.size() + 1);
      if (!ids.add(conversation.id())) {
        throw wrong(conversations.size() + 1, "id: " + conversation.id() + " is given twice");
      }
      conversations.add(conversation);
    }
    return List.copyOf(conversations);
  }

  private Conversation conversation(JsonNode entry, int number) {
    for (Map.Entry<String, JsonNode> field : entry.properties()) {
      if (!KEYS.contains(field.getKey())) {
        throw wrong(number, field.getKey() + ": unknown " + expected(new TreeSet<>(KEYS)));
      }
    }
    String outcome = text(entry.path("outcome"), "outcome", number);
    if (!outcomes.contains(outcome)) {
      throw wrong(number, "outcome: " + outcome + " " + expected(outcomes));
    }
    List<TranscriptLine> lines = new ArrayList<>();
    for (JsonNode line : entry.path("lines")) {
      lines.add(line(line, number, "%016x".formatted(lines.size() + 1)));
    }
    if (lines.isEmpty()) {
      throw wrong(number, "lines: none (expected: a list of - user: …)");
    }
    return new Conversation(
        template,
        text(entry.path("id"), "id", number),
        outcome,
        new Transcript(Transcripts.RECIPE, lines, false));
  }

  private TranscriptLine line(JsonNode line, int number, String spanId) {
    if (line.size() != 1 || !line.isObject()) {
      throw wrong(number, "lines: " + line + " (expected: one speaker a line)");
    }
    Map.Entry<String, JsonNode> said = line.properties().iterator().next();
    LineKind kind = SPEAKERS.get(said.getKey());
    if (kind == null) {
      throw wrong(
          number, said.getKey() + ": unknown " + expected(new TreeSet<>(SPEAKERS.keySet())));
    }
    return new TranscriptLine(
        kind, text(said.getValue(), said.getKey(), number), spanId, null, false);
  }

  private String text(JsonNode node, String name, int number) {
    if (!node.isTextual() || node.textValue().isBlank()) {
      throw wrong(
          number,
          name + ": " + (node.isMissingNode() ? "missing" : node) + " (expected: quoted text)");
    }
    return node.textValue();
  }

  private static String expected(Collection<String> words) {
    return "(expected: " + String.join(", ", words) + ")";
  }

  private IllegalArgumentException wrong(int number, String what) {
    return new IllegalArgumentException("%s.yaml, entry %d: %s".formatted(template, number, what));
  }
}
