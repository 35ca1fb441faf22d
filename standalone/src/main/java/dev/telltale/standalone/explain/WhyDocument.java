// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.explain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.signal.SignalKey;

/** Explanations and verdicts as JSON; what is not known is left out. Pure. */
public final class WhyDocument {
  private static final ObjectMapper JSON = new ObjectMapper();

  private WhyDocument() {}

  /** An explanation. */
  public static ObjectNode of(Explanation why) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("signal", SignalKey.of(why.signal()).text())
            .put("targetId", why.target().id())
            .put("target", Steps.word(why.target().scope()))
            .put("judged", why.stopped().isEmpty())
            .put("sentence", why.sentence());
    why.stopped().ifPresent(step -> node.put("stopped", step));
    why.change().ifPresent(change -> node.put("change", change));
    ArrayNode steps = node.putArray("steps");
    for (Step step : why.steps()) {
      steps
          .addObject()
          .put("step", step.name())
          .put("said", Steps.word(step.said()))
          .put("reached", step.reached())
          .put("text", step.text())
          .set("inputs", JSON.valueToTree(step.inputs()));
    }
    ArrayNode verdicts = node.putArray("verdicts");
    for (Label label : why.verdicts()) {
      verdicts.add(
          of(label).put("counts", why.counted().filter(label.getLabelId()::equals).isPresent()));
    }
    return node;
  }

  /** A verdict. */
  static ObjectNode of(Label label) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("labelId", label.getLabelId())
            .put("signal", label.getProject() + '/' + label.getAgent() + '/' + label.getSignal())
            .put("version", label.getVersion())
            .put("scope", Steps.word(label.getScope()))
            .put("targetId", label.getTargetId())
            .put("revision", label.getRevision())
            .put("targetStart", label.getTargetStart().toString())
            .put("targetEnd", label.getTargetEnd().toString())
            .put("origin", Steps.word(label.getOrigin()))
            .put("outcome", Steps.word(label.getOutcome()));
    label.getTraceId().ifPresent(id -> node.put("traceId", id));
    label.getSpanId().ifPresent(id -> node.put("spanId", id));
    label.getSessionId().ifPresent(id -> node.put("sessionId", id));
    label.getRunId().ifPresent(id -> node.put("runId", id));
    label.getValue().ifPresent(value -> node.put("value", value));
    label.getReason().ifPresent(reason -> node.put("reason", reason));
    label.getSentiment().ifPresent(sentiment -> node.put("sentiment", Steps.word(sentiment)));
    label.getRationale().ifPresent(why -> node.put("rationale", why));
    label.getNote().ifPresent(note -> node.put("note", note));
    ArrayNode evidence = node.putArray("evidence");
    label.getEvidence().forEach(evidence::add);
    label.getProbability().ifPresent(p -> node.put("probability", p));
    node.put("judgeProvider", label.getJudgeProvider()).put("judgeModel", label.getJudgeModel());
    label.getOfflineValue().ifPresent(value -> node.put("offlineValue", value));
    label
        .getOfflineProbability()
        .ifPresent(p -> node.put("offlineProbability", p).put("check", label.getCheck()));
    label.getInputTokens().ifPresent(tokens -> node.put("inputTokens", tokens));
    label.getOutputTokens().ifPresent(tokens -> node.put("outputTokens", tokens));
    label.getCost().ifPresent(cost -> node.put("cost", cost));
    return node.put("latencyMs", label.getLatencyMs())
        .put("attempt", label.getAttempt())
        .put("sampleRate", label.getSampleRate())
        .put("truncated", label.getTruncated())
        .put("decidedAt", label.getDecidedAt().toString());
  }
}
