// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.classifier.judge.offline.BgeSmallEmbedder;
import dev.telltale.classifier.judge.offline.Embedder;
import dev.telltale.standalone.bench.Figures;
import dev.telltale.standalone.bench.quality.QualityBench;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how well the offline judge agrees with outcomes that are known. */
@Command(
    name = "judge-quality",
    description = {
      "Asks the offline judge, as the bundled templates train it, about conversations that it was",
      "not trained on. accuracy, macro_f1, kappa and calibration_error (ten bins) are of its best",
      "outcome for every target, kappa_surer_half for the half that it is surest of; coverage is",
      "the share that it gives a label with the settings' lead, and -of_labels is of those.",
      "head is how long its head took; those of the bundled templates are there already. The",
      "bundled conversations were written for this project: they show when something gets worse,",
      "not how good it is with yours. For that, give texts of your own.",
      "Example: telltale bench judge-quality --texts mine.csv=user-frustration --json"
    },
    mixinStandardHelpOptions = true)
final class QualityBenchCommand extends BenchCommand.Measuring {
  @Mixin private Installation installation = new Installation();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec command;

  @Option(
      names = "--texts",
      paramLabel = "FILE=TEMPLATE",
      description =
          "Measure only these: a CSV file with the columns label and text, and perhaps context (what the other one said before).")
  private Map<Path, String> texts = new LinkedHashMap<>();

  @Option(
      names = "--recorded",
      paramLabel = "FOLDER",
      description =
          "Measure task outcome on tau-airline.otlp.jsonl.gz and tau-airline.truth.csv in this folder too: completed or not.")
  private @Nullable Path recorded;

  @Override
  Figures measure(Path folder, PrintWriter said) throws IOException {
    Figures figures = new Figures("judge-quality");
    Embedder embedder = new BgeSmallEmbedder();
    QualityBench bench =
        new QualityBench(
            embedder,
            new ExampleHeads(embedder),
            installation.config().judge().offlineLead(),
            said);
    try {
      for (Map.Entry<Path, String> file : texts.entrySet()) {
        bench.texts(file.getKey(), file.getValue(), figures);
      }
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          Objects.requireNonNull(command).commandLine(), e.getMessage(), e);
    }
    if (texts.isEmpty()) {
      QualityBench.templates().forEach(template -> bench.heldOut(template, figures));
    }
    if (recorded != null) {
      bench.recorded(recorded, figures);
    }
    return figures;
  }
}
