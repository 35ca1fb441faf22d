// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.classifier.judge.offline.BgeSmallEmbedder;
import dev.telltale.schemas.price.Prices;
import dev.telltale.standalone.bench.Figures;
import dev.telltale.standalone.bench.cascade.CascadeBench;
import dev.telltale.standalone.bench.tokens.PromptTokens;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What a cascade saves, and what that costs in agreement. */
@Command(
    name = "cascade",
    description = {
      "Says, for one confidence after the other, how many calls of the language model a cascade",
      "makes and what they cost, and how many of its labels are what the language model alone would",
      "have said. Recorded truth stands for the language model: no model is asked. agreement is of",
      "all labels, with those of the language model, which agree with themselves.",
      "Prompts are counted as the judge sends them, by the tokenizer o200k_base; an answer is taken to",
      "have 80 tokens. No prompt is taken to be in the provider's cache.",
      "Bundled conversations are judged by heads of the templates' examples; recorded ones by a head",
      "that is distilled from the other half of the tasks.",
      "Example: telltale bench cascade --recorded ../data --model gpt-4o-mini --json"
    },
    mixinStandardHelpOptions = true)
final class CascadeBenchCommand extends BenchCommand.Measuring {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec command;
  @Mixin private Installation installation = new Installation();

  @Option(
      names = "--recorded",
      paramLabel = "DIR",
      description = "A folder with tau-airline.otlp.jsonl.gz and tau-airline.truth.csv.")
  private @Nullable Path recorded;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      defaultValue = "gpt-4o-mini",
      description = "The language model whose price counts; ${DEFAULT-VALUE} without it.")
  private String model = "gpt-4o-mini";

  @Option(
      names = "--check-percent",
      paramLabel = "PERCENT",
      defaultValue = "2",
      description = "How many of the sure answers are checked; ${DEFAULT-VALUE} without it.")
  private double checkPercent = 2;

  // Conversations are made here before any topic is read, which is what trusts their classes.
  static {
    System.setProperty("org.apache.avro.SERIALIZABLE_PACKAGES", "dev.telltale");
  }

  @Override
  Figures measure(Path folder, PrintWriter said) throws IOException {
    Prices.Price price =
        Prices.bundled()
            .of(model)
            .orElseThrow(
                () ->
                    new ParameterException(
                        Objects.requireNonNull(command).commandLine(),
                        "--model: " + model + " has no known price"));
    try (PromptTokens tokens = new PromptTokens()) {
      return new CascadeBench(
              new BgeSmallEmbedder(),
              new Transcripts(installation.config().classifier().transcriptTokens()),
              tokens::of,
              checkPercent,
              price,
              said)
          .run(Optional.ofNullable(recorded));
    }
  }
}
