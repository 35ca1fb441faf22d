// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What can be said of a signal: the same when it is created and when it is edited. */
final class SignalOptions {
  @Option(names = "--name", paramLabel = "NAME", description = "What people read.")
  private @Nullable String name;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = "span, trace or session; fixed once the signal is there.")
  private @Nullable String scope;

  @Option(
      names = "--classifier",
      paramLabel = "TYPE",
      description = "binary (true or false) or string (labels); fixed once the signal is there.")
  private @Nullable String classifier;

  @Option(
      names = "--sample-rate",
      paramLabel = "PERCENT",
      description = "How much of what matches is judged: 0 to 100, fractions too.")
  private @Nullable BigDecimal sampleRate;

  @Option(names = "--prompt", paramLabel = "TEXT", description = "The question, at most 16 KB.")
  private @Nullable String prompt;

  @Option(names = "--prompt-file", paramLabel = "FILE", description = "A file with the question.")
  private @Nullable Path promptFile;

  @Option(
      names = "--label",
      paramLabel = "LABEL",
      split = ",",
      description = "The labels of a string signal, 2 to 10: a,b or repeated. Replaces all.")
  private List<String> labels = new ArrayList<>();

  @Option(
      names = "--sentiment",
      paramLabel = "OUTCOME=SENTIMENT",
      split = ",",
      description =
          "positive, neutral or negative for an outcome. May be repeated. Without it, false and"
              + " the first label are positive, the others negative.")
  private Map<String, String> sentiments = new LinkedHashMap<>();

  @Option(
      names = "--filter",
      paramLabel = "CEL",
      description = "Which targets it is asked of; empty for all.")
  private @Nullable String filter;

  @Option(
      names = "--judge",
      paramLabel = "JUDGE",
      description =
          "offline, llm or cascade (offline where it is sure, llm for the rest); without it offline"
              + " when there are examples.")
  private @Nullable String judge;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "The language model; empty for the judge's own.")
  private @Nullable String model;

  @Option(
      names = "--reads",
      paramLabel = "PART",
      description = "What the offline judge reads: user-turns, assistant-turns or closing.")
  private @Nullable String reads;

  @Option(
      names = "--confidence",
      paramLabel = "P",
      description =
          "Of a cascade: from this probability on the offline judge's answer stands, 0.5 to 1;"
              + " 0.9 without it.")
  private @Nullable BigDecimal confidence;

  @Option(
      names = "--check-percent",
      paramLabel = "PERCENT",
      description =
          "Of a cascade: how many of the sure answers the language model checks; 2 without it.")
  private @Nullable BigDecimal checkPercent;

  @Option(
      names = "--distilled",
      paramLabel = "RUN",
      description =
          "Gives the offline judge the head that signal distill made; empty takes it away.")
  private @Nullable String distilled;

  @Option(
      names = "--force",
      description = "Takes a distilled head though it agrees too little with the labels.")
  private boolean force;

  @Option(
      names = "--salt",
      paramLabel = "SALT",
      description = "Signals of one salt sample the same targets; empty for the signal's own.")
  private @Nullable String salt;

  @Option(
      names = "--example",
      paramLabel = "OUTCOME=TEXT",
      description =
          "A text that stands for an outcome, or OUTCOME=@FILE with one in each line. May be"
              + " repeated. Replaces all of that outcome.")
  private List<String> examples = new ArrayList<>();

  @Option(names = "--dry-run", description = "Says what would happen, and changes nothing.")
  private boolean dryRun;

  boolean isDryRun() {
    return dryRun;
  }

  /** A name for keys, made of the name that people read, or else of the template. */
  String slug(@Nullable String template, CommandSpec command) {
    String slug = Slug.of(name == null ? template : name);
    if (slug.isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "no name for the signal (expected: --name with a Latin letter, --template, or --signal)");
    }
    return slug;
  }

  /** The fields that were given, as manifests call them; an empty text takes a field away. */
  Map<String, @Nullable Object> fields(CommandSpec command) throws CommandFailure {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    put(fields, "name", name);
    put(fields, "type", classifier);
    put(fields, "scope", scope);
    put(fields, "prompt", prompt(command));
    put(fields, "labels", labels.isEmpty() ? null : labels);
    put(fields, "sentiments", sentiments.isEmpty() ? null : sentiments);
    put(fields, "sampleRate", sampleRate);
    putOrClear(fields, "salt", salt);
    putOrClear(fields, "filter", filter);
    put(fields, "judge", judge);
    putOrClear(fields, "model", model);
    put(fields, "reads", reads);
    put(fields, "confidence", confidence);
    put(fields, "checkPercent", checkPercent);
    putOrClear(fields, "distilled", distilled);
    put(fields, "force", force ? true : null);
    put(fields, "examples", examples.isEmpty() ? null : examples(command));
    return fields;
  }

  private @Nullable String prompt(CommandSpec command) throws CommandFailure {
    if (prompt != null && promptFile != null) {
      throw new ParameterException(
          command.commandLine(), "--prompt and --prompt-file (expected: one of them)");
    }
    return promptFile == null ? prompt : text(promptFile);
  }

  private Map<String, List<String>> examples(CommandSpec command) throws CommandFailure {
    Map<String, List<String>> texts = new LinkedHashMap<>();
    for (String example : examples) {
      int equals = example.indexOf('=');
      if (equals < 1) {
        throw new ParameterException(
            command.commandLine(),
            "--example " + example + " (expected: OUTCOME=TEXT, or OUTCOME=@FILE)");
      }
      List<String> ofOutcome =
          texts.computeIfAbsent(example.substring(0, equals), outcome -> new ArrayList<>());
      String text = example.substring(equals + 1);
      if (text.startsWith("@")) {
        text(Path.of(text.substring(1)))
            .lines()
            .filter(line -> !line.isBlank())
            .forEach(ofOutcome::add);
      } else {
        ofOutcome.add(text);
      }
    }
    return texts;
  }

  private static void put(
      Map<String, @Nullable Object> fields, String field, @Nullable Object value) {
    if (value != null) {
      fields.put(field, value);
    }
  }

  private static void putOrClear(
      Map<String, @Nullable Object> fields, String field, @Nullable String value) {
    if (value != null) {
      fields.put(field, value.isEmpty() ? null : value);
    }
  }

  private static String text(Path file) throws CommandFailure {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new CommandFailure(file + ": is not UTF-8");
    } catch (IOException e) {
      throw new CommandFailure(file + ": cannot be read");
    }
  }
}
