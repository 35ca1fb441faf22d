// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import dev.telltale.control.command.Planned;
import dev.telltale.control.manifest.ManifestFile;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an apply says and is told. */
final class ApplyBody {
  private ApplyBody() {}

  /** The request. */
  record Request(@Nullable List<@Nullable File> files, boolean dryRun) {
    /**
     * The files that it has.
     *
     * @throws Refusal 400 when there is none, or one without a name or content
     */
    List<ManifestFile> manifests() {
      if (files == null || files.isEmpty()) {
        throw Json.refusal("files is absent or empty (expected: at least one)");
      }
      return files.stream().map(File::manifest).toList();
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
      List<String> fields) {
    static Result of(Planned planned) {
      return new Result(
          planned.kind(),
          planned.key(),
          planned.change().name().toLowerCase(Locale.ROOT),
          planned.version(),
          planned.place().file(),
          planned.place().line(),
          planned.sentence().orElse(null),
          planned.fields());
    }
  }
}
