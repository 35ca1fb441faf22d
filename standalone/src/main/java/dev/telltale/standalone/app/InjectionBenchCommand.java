// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telltale.classifier.judge.llm.LlmJudge;
import dev.telltale.classifier.judge.llm.LlmSettings;
import dev.telltale.classifier.judge.offline.BgeSmallEmbedder;
import dev.telltale.classifier.judge.offline.Embedder;
import dev.telltale.classifier.judge.offline.OfflineJudge;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.standalone.bench.Figures;
import dev.telltale.standalone.bench.injection.InjectionBench;
import dev.telltale.standalone.config.RoleSettings;
import dev.telltale.standalone.config.TelltaleConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how often a text in a conversation talks a judge into another verdict. */
@Command(
    name = "injection",
    description = {
      "Puts texts that ask for another label into conversations and judges these without and",
      "with them. flip_share is the share of verdicts that are another label with the text than",
      "without it, wanted_share of those that are the label it asked for, lost_share of those that",
      "are no label any more. -user, -assistant and -tool are by who says the text.",
      "The language model is that of the settings (telltale.judge.llm); without one its case is",
      "not run. It is called some hundred times, which costs what its provider takes.",
      "Example: telltale bench injection --judge offline --json"
    },
    mixinStandardHelpOptions = true)
final class InjectionBenchCommand extends BenchCommand.Measuring {
  @Mixin private Installation installation = new Installation();

  @Option(names = "--judge", paramLabel = "JUDGE", description = "offline or llm; both without it.")
  private @Nullable Asked judge;

  /** Who is asked. */
  enum Asked {
    offline,
    llm
  }

  @Override
  Figures measure(Path folder, PrintWriter said) {
    Figures figures = new Figures("injection");
    Embedder embedder = Embedder.lazily(BgeSmallEmbedder::new);
    InjectionBench bench = new InjectionBench(new ExampleHeads(embedder), said);
    TelltaleConfig config = installation.config();
    if (judge != Asked.llm) {
      bench.judge(
          "offline",
          JudgeKind.OFFLINE,
          new OfflineJudge(embedder, config.judge().offlineLead()),
          figures);
    }
    if (judge != Asked.offline) {
      Optional<LlmSettings> settings = new RoleSettings(config).llm();
      if (settings.isPresent()) {
        bench.judge(
            "llm",
            JudgeKind.LLM,
            new LlmJudge(settings.get(), Installation.newSecret().getBytes(UTF_8)),
            figures);
      } else {
        InjectionBench.notRun("llm", figures);
      }
    }
    return figures;
  }
}
