// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.signal.SignalDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads files of YAML documents. Pure; may be used from any thread. */
public final class ManifestReader {
  private enum Kind {
    SIGNAL,
    ALERT
  }

  private static final Map<String, Kind> KINDS = Words.all(Kind.class);
  private static final Map<String, Kind> ONLY_SIGNALS = Map.of("signal", Kind.SIGNAL);
  private static final Map<String, Kind> ONLY_ALERTS = Map.of("alert", Kind.ALERT);

  private final SignalReader signals;
  private final AlertReader alerts;

  /** Makes a reader of manifests that may name these templates and have these times. */
  public ManifestReader(Templates templates, AlertTimes times) {
    this.signals = new SignalReader(templates);
    this.alerts = new AlertReader(times);
  }

  /** Reads all documents of all files, and finds every problem in them. */
  public Drafts read(List<ManifestFile> files) {
    List<Draft> drafts = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Set<SignalName> broken = new HashSet<>();
    for (ManifestFile file : files) {
      for (MappingNode document : YamlDocuments.read(file, problems)) {
        Fields fields = new Fields(document, new Problems(file.name(), problems));
        fields.need("kind");
        Kind kind = fields.get("kind").choice(KINDS);
        if (kind != null) {
          read(kind, fields).ifPresent(drafts::add);
        }
        if (kind != Kind.ALERT && !fields.isSound()) {
          broken.add(Names.written(fields));
        }
      }
    }
    return new Drafts(drafts, Problem.asRead(files, problems), broken);
  }

  /**
   * Reads a signal that a request defines, with the fields of a manifest; it is a draft unless it
   * says otherwise, as requests come from people who try.
   *
   * @param fields mappings, lists, texts, numbers, booleans and nulls
   */
  public Drafts created(Map<String, @Nullable Object> fields) {
    Map<String, Object> wanted = new SignalPatch(fields).alone();
    wanted.putIfAbsent("state", "draft");
    return signal(wanted, new ArrayList<>());
  }

  /**
   * Reads a signal with some fields changed.
   *
   * @param changes what is absent stays; null goes back to its default
   */
  public Drafts edited(SignalDefinition current, Map<String, @Nullable Object> changes) {
    SignalPatch patch = new SignalPatch(changes);
    List<Problem> problems = patch.problems(current);
    return problems.isEmpty()
        ? signal(patch.on(current), problems)
        : new Drafts(List.of(), problems, Set.of());
  }

  /**
   * Reads an alert that a request defines, with the fields of a manifest.
   *
   * @param confirmed whether its sender knows what a neutral outcome means
   */
  public Drafts createdAlert(Map<String, @Nullable Object> fields, boolean confirmed) {
    Map<String, Object> wanted = MergePatch.merged(new LinkedHashMap<>(), fields);
    return alert(wanted, false, confirmed, new ArrayList<>());
  }

  /**
   * Reads an alert with some fields changed.
   *
   * @param changes what is absent stays; null goes back to its default
   * @param confirmed whether their sender knows what a neutral outcome means
   */
  public Drafts editedAlert(
      AlertRule current, Map<String, @Nullable Object> changes, boolean confirmed) {
    AlertPatch patch = new AlertPatch(changes);
    List<Problem> problems = patch.problems(current);
    return problems.isEmpty()
        ? alert(patch.on(current), current.getArchived(), confirmed, problems)
        : new Drafts(List.of(), problems, Set.of());
  }

  private Drafts alert(
      Map<String, Object> wanted, boolean archived, boolean confirmed, List<Problem> problems) {
    Fields fields = new Fields(Nodes.mapping(wanted), new Problems(Place.REQUEST.file(), problems));
    fields.get("kind").choice(ONLY_ALERTS);
    List<Draft> drafts =
        alerts.read(fields).stream().map(draft -> (Draft) draft.with(archived, confirmed)).toList();
    return new Drafts(fields.isSound() ? drafts : List.of(), problems, Set.of());
  }

  private Drafts signal(Map<String, Object> wanted, List<Problem> problems) {
    Problems noted = new Problems(Place.REQUEST.file(), problems);
    Fields fields = new Fields(Nodes.mapping(wanted), noted);
    fields.get("kind").choice(ONLY_SIGNALS);
    List<Draft> drafts = signals.read(fields).stream().map(Draft.class::cast).toList();
    return new Drafts(fields.isSound() ? drafts : List.of(), problems, Set.of());
  }

  private Optional<? extends Draft> read(Kind kind, Fields fields) {
    return kind == Kind.SIGNAL ? signals.read(fields) : alerts.read(fields);
  }
}
