// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.telltale.alert.notify.Message;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.WindowCounts;
import java.util.Locale;
import java.util.Optional;

/** A message as JSON for programs. Fields are added, never renamed. */
final class EventJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private EventJson() {}

  static String of(Message message) {
    ObjectNode body = JSON.createObjectNode();
    body.put("id", message.id());
    body.put("project", message.project());
    body.put("text", message.headline());
    body.put("at", message.at().toString());
    message.more().flatMap(Message.More::address).ifPresent(url -> body.put("url", url.toString()));
    ArrayNode events = body.putArray("events");
    message.events().forEach(event -> events.add(event(event)));
    if (!message.lines().isEmpty()) {
      message.lines().forEach(body.putArray("lines")::add);
    }
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always written", e);
    }
  }

  private static ObjectNode event(AlertEvent event) {
    ObjectNode node = JSON.createObjectNode();
    node.put("id", event.getEventId());
    node.put("transition", word(event.getTransition()));
    node.put("triggeredAt", event.getTriggeredAt().toString());
    node.set("rule", rule(event.getRule()));
    put(node, "observed", event.getObserved());
    put(node, "level", event.getLevel().or(event::getObserved));
    put(node, "intervalLow", event.getIntervalLow());
    put(node, "intervalHigh", event.getIntervalHigh());
    put(node, "prior", event.getPrior());
    put(node, "priorLow", event.getPriorLow());
    put(node, "priorHigh", event.getPriorHigh());
    put(node, "pValue", event.getPValue());
    node.set("window", window(event.getWindow()));
    event.getPriorWindow().ifPresent(prior -> node.set("priorWindow", window(prior)));
    event.getEvidence().forEach(node.putArray("evidence")::add);
    return node;
  }

  private static ObjectNode rule(AlertRule rule) {
    ObjectNode node = JSON.createObjectNode();
    node.put("project", rule.getProject());
    node.put("agent", rule.getAgent());
    node.put("signal", rule.getSignal());
    node.put("alert", rule.getAlert());
    node.put("name", rule.getName());
    node.put("revision", rule.getRevision());
    node.put("metric", word(rule.getMetric()));
    rule.getValue().ifPresent(value -> node.put("value", value));
    node.put("comparison", word(rule.getComparison()));
    node.put("operator", word(rule.getOperator()));
    node.put("threshold", rule.getThreshold());
    node.put("windowSeconds", rule.getWindowMs() / 1000);
    node.put("severity", word(rule.getSeverity()));
    return node;
  }

  private static ObjectNode window(WindowCounts window) {
    ObjectNode node = JSON.createObjectNode();
    node.put("from", window.getFrom().toString());
    node.put("to", window.getTo().toString());
    node.put("labels", window.getLabels());
    node.put("matching", window.getMatching());
    node.put("verdicts", window.getVerdicts());
    window.getVersions().forEach(node.putArray("versions")::add);
    return node;
  }

  /** JSON has no word for what is no number. */
  private static void put(ObjectNode node, String name, Optional<Double> value) {
    value.filter(Double::isFinite).ifPresent(number -> node.put(name, number));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
