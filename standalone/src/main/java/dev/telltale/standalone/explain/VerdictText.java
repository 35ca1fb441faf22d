// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.explain;

import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.standalone.show.Printable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** A verdict in words. Pure. */
final class VerdictText {
  private static final int LONGEST = 2_000;

  private VerdictText() {}

  /** A label's value, else how it failed. */
  static String value(Label label) {
    return label.getOutcome() == Outcome.LABELLED
        ? TargetText.printable(label.getValue().orElse(""))
        : Steps.word(label.getOutcome()) + "(" + label.getReason().orElse("") + ")";
  }

  /** Who gave it. */
  static String judge(Label label) {
    if (label.getOrigin() == Origin.HUMAN) {
      return label.getJudgeModel().isEmpty()
          ? "a person"
          : TargetText.printable(label.getJudgeModel());
    }
    String judge = label.getJudgeProvider() + " " + label.getJudgeModel();
    return judge.isBlank() ? "nobody" : TargetText.printable(judge.strip());
  }

  /** In one line. */
  static String line(Label label) {
    return value(label)
        + ", version "
        + label.getVersion()
        + ", "
        + Steps.word(label.getOrigin())
        + ", by "
        + judge(label)
        + " at "
        + label.getDecidedAt()
        + (label.getCheck() ? ", a check: offline says " + offline(label) : "");
  }

  /** What else is on it, each in a line. */
  static List<String> more(Label label) {
    List<String> lines = new ArrayList<>();
    label.getRationale().ifPresent(why -> lines.add("rationale    " + Printable.of(why, LONGEST)));
    label.getNote().ifPresent(note -> lines.add("note         " + Printable.of(note, LONGEST)));
    label.getProbability().ifPresent(p -> lines.add("probability  " + rounded(p, 3)));
    if (label.getOfflineProbability().isPresent()) {
      lines.add("offline      " + offline(label));
    }
    if (!label.getEvidence().isEmpty()) {
      lines.add("evidence     " + TargetText.printable(String.join(", ", label.getEvidence())));
    }
    if (label.getInputTokens().isPresent() || label.getOutputTokens().isPresent()) {
      lines.add(
          "tokens       "
              + label.getInputTokens().map(String::valueOf).orElse("?")
              + " in, "
              + label.getOutputTokens().map(String::valueOf).orElse("?")
              + " out");
    }
    label.getCost().ifPresent(cost -> lines.add("cost         $" + rounded(cost, 6)));
    if (label.getTruncated()) {
      lines.add("truncated    the judge did not see all of it");
    }
    return lines;
  }

  /** What a cascade's offline judge said before the language model was asked. */
  private static String offline(Label label) {
    return label.getOfflineValue().map(TargetText::printable).orElse("nothing clear")
        + label.getOfflineProbability().map(p -> " at " + rounded(p, 3)).orElse("");
  }

  private static String rounded(double number, int digits) {
    return BigDecimal.valueOf(number).setScale(digits, RoundingMode.HALF_UP).toPlainString();
  }
}
