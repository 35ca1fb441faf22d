// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.standalone.bench.Figures;
import dev.telltale.standalone.bench.tokens.TokensBench;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Counts what is sent to a language model for each label. */
@Command(
    name = "tokens",
    description = {
      "Counts the tokens that are sent for each label, with eight signals on every session and on",
      "every trace, beside a naive judge: one call a signal, the question first and then the whole",
      "conversation. The judge's own calls go to an endpoint in this process and are counted from",
      "their bodies, with the schema of the answer, by the tokenizer o200k_base; no model is asked.",
      "of_it_served_from_cache is what a provider's prompt cache can serve: the beginning that a",
      "call shares with an earlier one about the same target, in blocks of 128 tokens from 1024 on.",
      "The schema of the answer is its very beginning, as OpenAI has it: only signals with the",
      "same labels share it. cached_at_50_percent_share is what is billed, of the naive judge's",
      "tokens, when a cached token costs half; one_call_for_all is telltale.judge.llm.joint.",
      "Without --traffic it counts over the demo's conversations, which are short.",
      "Example: telltale bench tokens --traffic tau-airline.otlp.jsonl.gz --json"
    },
    mixinStandardHelpOptions = true)
final class TokensBenchCommand extends BenchCommand.Measuring {
  @Mixin private Installation installation = new Installation();

  @Option(
      names = "--traffic",
      paramLabel = "FILE",
      description = "OTLP/JSON export requests, one a line (.jsonl or .jsonl.gz).")
  private @Nullable Path traffic;

  @Override
  Figures measure(Path folder, PrintWriter said) {
    Transcripts transcripts =
        new Transcripts(installation.config().classifier().transcriptTokens());
    return new TokensBench(transcripts, said).run(Optional.ofNullable(traffic));
  }
}
