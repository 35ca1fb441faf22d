// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telltale.schemas.signal.Example;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.OfflineReads;
import dev.telltale.schemas.signal.OutcomeSentiment;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalType;
import dev.telltale.schemas.signal.TargetFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the part of a signal that has versions. */
final class VersionReader {
  private static final int LONGEST_PROMPT = 16 * 1024;
  private static final int LONGEST_FILTER = 4_000;
  private static final double CHECK_PERCENT = 2;

  private final Fields fields;

  VersionReader(Fields fields) {
    this.fields = fields;
  }

  /** Reads it; what depends on the type is left out when the type is not known. */
  VersionDraft read(@Nullable SignalType type) {
    List<String> labels = List.of();
    List<OutcomeSentiment> sentiments = List.of();
    List<Example> examples = List.of();
    if (type != null) {
      OutcomeReader outcomes = new OutcomeReader(fields, type);
      List<String> known = outcomes.labels();
      if (known != null) {
        labels = known;
        sentiments = outcomes.sentiments(outcomes.outcomes(labels));
        examples = outcomes.examples(outcomes.outcomes(labels));
      }
    }
    JudgeKind judge = judge(examples);
    return new VersionDraft(
        prompt(),
        labels,
        sentiments,
        fields.get("sampleRate").number(0, 100, 100),
        fields.get("salt").word(Names.LONGEST),
        filter(),
        judge,
        model(judge),
        reads(judge),
        examples,
        cascade(judge),
        distilled(judge));
  }

  private String prompt() {
    Value field = fields.get("prompt");
    String prompt = field.text(Integer.MAX_VALUE);
    if (prompt == null) {
      return "";
    }
    int bytes = prompt.getBytes(UTF_8).length;
    if (bytes > LONGEST_PROMPT) {
      field.problem(bytes + " bytes (expected: at most " + LONGEST_PROMPT + ")");
    }
    return prompt.strip();
  }

  private @Nullable String filter() {
    Value field = fields.get("filter");
    String filter = field.text(LONGEST_FILTER);
    if (filter == null) {
      return null;
    }
    try {
      TargetFilter.compile(filter.strip());
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      field.problem(message.startsWith("filter: ") ? message.substring(8) : message);
    }
    return filter.strip();
  }

  /** A signal with examples can be judged without a language model. */
  private JudgeKind judge(List<Example> examples) {
    JudgeKind judge = fields.get("judge").choice(Words.all(JudgeKind.class));
    if (judge != null) {
      return judge;
    }
    return examples.isEmpty() ? JudgeKind.LLM : JudgeKind.OFFLINE;
  }

  private @Nullable String model(JudgeKind judge) {
    Value field = fields.get("model");
    String model = field.word(Names.LONGEST);
    if (model != null && judge == JudgeKind.OFFLINE) {
      field.problem("only for judge: llm or cascade");
    }
    return model;
  }

  private OfflineReads reads(JudgeKind judge) {
    Value field = fields.get("reads");
    OfflineReads reads = field.choice(Words.all(OfflineReads.class));
    if (reads != null && judge == JudgeKind.LLM && !field.borrowed()) {
      field.problem("only for judge: offline or cascade");
    }
    return reads == null || judge == JudgeKind.LLM ? OfflineReads.CLOSING : reads;
  }

  private VersionDraft.@Nullable Cascade cascade(JudgeKind judge) {
    Value confidence = fields.get("confidence");
    Value checkPercent = fields.get("checkPercent");
    if (judge != JudgeKind.CASCADE) {
      for (Value field : List.of(confidence, checkPercent)) {
        if (!field.isAbsent()) {
          field.problem("only for judge: cascade");
        }
      }
      return null;
    }
    return new VersionDraft.Cascade(
        confidence.number(0.5, 1, SignalHistory.DEFAULT_CONFIDENCE),
        checkPercent.number(0, 100, CHECK_PERCENT));
  }

  private VersionDraft.@Nullable Distilled distilled(JudgeKind judge) {
    Value field = fields.get("distilled");
    String run = field.word(Names.LONGEST);
    boolean force = fields.get("force").flag(false);
    if (run != null && judge == JudgeKind.LLM) {
      field.problem("only for judge: offline or cascade");
    }
    return run == null ? null : new VersionDraft.Distilled(run, force);
  }
}
