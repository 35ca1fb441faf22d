// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads files of YAML documents. Pure; may be used from any thread. */
public final class ManifestReader {
  private enum Kind {
    SIGNAL,
    ALERT
  }

  private static final Map<String, Kind> KINDS = Words.all(Kind.class);

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

  private Optional<? extends Draft> read(Kind kind, Fields fields) {
    return kind == Kind.SIGNAL ? signals.read(fields) : alerts.read(fields);
  }
}
