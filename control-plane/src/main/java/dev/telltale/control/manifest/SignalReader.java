// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalState;
import dev.telltale.schemas.signal.SignalType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads documents of {@code kind: signal}. */
final class SignalReader {
  private static final Set<String> KNOWN =
      new LinkedHashSet<>(
          List.of(
              "kind",
              "agent",
              "signal",
              "name",
              "template",
              "type",
              "scope",
              "prompt",
              "labels",
              "sentiments",
              "sampleRate",
              "salt",
              "filter",
              "judge",
              "model",
              "reads",
              "examples",
              "confidence",
              "checkPercent",
              "distilled",
              "force",
              "state"));
  private static final Set<String> LENT = Set.of("name", "type", "scope", "reads", "prompt");
  private static final Set<String> LENT_WITH_LABELS = Set.of("labels", "sentiments", "examples");

  private final Templates templates;

  SignalReader(Templates templates) {
    this.templates = templates;
  }

  /** Reads a document; empty when something is wrong, which is noted then. */
  Optional<SignalDraft> read(Fields fields) {
    fields.refuseUnknown(KNOWN);
    fields.need("agent", "signal");
    if (borrow(fields)) {
      fields.need("type", "scope", "prompt");
    }
    SignalName signal = Names.signal(fields);
    String name = fields.get("name").word(Names.LONGEST);
    SignalType type = fields.get("type").choice(Words.all(SignalType.class));
    SignalScope scope = fields.get("scope").choice(Words.all(SignalScope.class));
    SignalState state = fields.get("state").choice(Words.all(SignalState.class));
    VersionDraft version = new VersionReader(fields).read(type);
    if (!fields.isSound() || type == null || scope == null) {
      return Optional.empty();
    }
    return Optional.of(
        new SignalDraft(
            fields.place(),
            signal,
            name == null ? signal.signal() : name,
            type,
            scope,
            state == null ? SignalState.ACTIVE : state,
            version));
  }

  /** Fills in what the template has; false when there is no such template. */
  private boolean borrow(Fields fields) {
    Value field = fields.get("template");
    if (field.isAbsent()) {
      return true;
    }
    String name = field.raw("a template's name");
    if (name == null || !templates.names().contains(name)) {
      if (name != null) {
        field.problem(
            Value.shown(name) + " (expected: " + String.join(" or ", templates.names()) + ")");
      }
      return false;
    }
    boolean ownOutcomes = fields.has("type") || fields.has("labels");
    Fields template = template(name);
    fields.borrow(template, LENT, field.line());
    if (!ownOutcomes) {
      fields.borrow(template, LENT_WITH_LABELS, field.line());
    }
    return true;
  }

  private Fields template(String name) {
    List<Problem> problems = new ArrayList<>();
    ManifestFile file = new ManifestFile("template " + name, templates.text(name));
    List<MappingNode> documents = YamlDocuments.read(file, problems);
    if (documents.size() != 1) {
      throw new IllegalStateException("template " + name + ": not one document: " + problems);
    }
    return new Fields(documents.get(0), new Problems(file.name(), problems));
  }
}
