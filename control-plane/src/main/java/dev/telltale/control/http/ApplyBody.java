// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import dev.telltale.control.command.FieldChange;
import dev.telltale.control.command.Planned;
import dev.telltale.control.manifest.ManifestFile;
import dev.telltale.control.manifest.SignalName;
import dev.telltale.schemas.topic.KeyText;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an apply says and is told. */
final class ApplyBody {
  private ApplyBody() {}

  /** The request. */
  record Request(
      @Nullable List<@Nullable File> files,
      @Nullable List<@Nullable String> prune,
      boolean dryRun) {
    /**
     * The files that it has.
     *
     * @throws Refusal 400 when there is nothing to do, or one without a name or content
     */
    List<ManifestFile> manifests() {
      if (files == null || files.isEmpty()) {
        if (prune != null && !prune.isEmpty()) {
          return List.of();
        }
        throw Json.refusal("files is absent or empty (expected: at least one)");
      }
      return files.stream().map(File::manifest).toList();
    }

    /**
     * The signals to archive.
     *
     * @throws Refusal 400 when one is not named as keys name it, or is another project's
     */
    Set<SignalName> pruned(String project) {
      Set<SignalName> names = new LinkedHashSet<>();
      for (String key : prune == null ? List.<@Nullable String>of() : prune) {
        names.add(signal(key, project));
      }
      return names;
    }
  }

  private static SignalName signal(@Nullable String key, String project) {
    String[] parts = key == null ? new String[0] : key.split("/", -1);
    boolean isKey = parts.length == 3 && parts[0].equals(KeyText.slug(project));
    if (!isKey && parts.length != 2) {
      throw Json.refusal(
          "prune: " + key + " (expected: AGENT/SIGNAL, or " + project + "/AGENT/SIGNAL)");
    }
    int agent = parts.length - 2;
    try {
      List<String> names = KeyText.parts(parts[agent] + '/' + parts[agent + 1], 2);
      return new SignalName(names.get(0), names.get(1));
    } catch (IllegalArgumentException e) {
      throw Json.refusal("prune: " + key + " (expected: AGENT/SIGNAL, escapes such as %2F)");
    }
  }

  /** A file of it. */
  record File(@Nullable String name, @Nullable String content) {
    static ManifestFile manifest(@Nullable File file) {
      if (file == null || file.name == null || file.name.isBlank() || file.content == null) {
        throw Json.refusal("a file without name or content (expected: both)");
      }
      return new ManifestFile(file.name, file.content);
    }
  }

  /** The response. */
  record Response(List<Result> results) {
    static Response of(List<Planned> documents) {
      return new Response(documents.stream().map(Result::of).toList());
    }
  }

  /** What became of a document. */
  record Result(
      String kind,
      String key,
      String change,
      int version,
      String file,
      int line,
      @Nullable String sentence,
      List<String> fields,
      List<FieldChange> diff,
      List<String> warnings) {
    static Result of(Planned planned) {
      return new Result(
          planned.kind(),
          planned.key(),
          planned.change().name().toLowerCase(Locale.ROOT),
          planned.version(),
          planned.place().file(),
          planned.place().line(),
          planned.sentence().orElse(null),
          planned.fields(),
          planned.diff(),
          planned.warnings());
    }
  }
}
