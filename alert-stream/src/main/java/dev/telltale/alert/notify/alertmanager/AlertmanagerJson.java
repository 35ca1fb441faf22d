// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.alertmanager;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.telltale.alert.notify.AlertText;
import dev.telltale.alert.notify.DriftText;
import dev.telltale.alert.notify.Message;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Events as Alertmanager's alerts. Labels are what makes two the same, so a recovery has those of
 * its firing. Without an end Alertmanager would resolve a firing after its resolve_timeout (5
 * minutes) unless it is repeated; so its end is set far ahead, and the recovery sets the true one.
 */
final class AlertmanagerJson {
  /** A firing whose rule is changed has no recovery: it must end by itself some day. */
  static final Duration LONGEST = Duration.ofDays(7);

  private static final ObjectMapper JSON = new ObjectMapper();

  private AlertmanagerJson() {}

  static String of(Message message) {
    ArrayNode alerts = JSON.createArrayNode();
    for (AlertEvent event : message.events()) {
      add(alerts, event, message);
    }
    try {
      return JSON.writeValueAsString(alerts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always written", e);
    }
  }

  private static void add(ArrayNode alerts, AlertEvent event, Message message) {
    Instant at = event.getTriggeredAt();
    Transition transition = event.getTransition();
    String name = isPipeline(event) ? "TelltalePipelineBehind" : signalName(event);
    if (transition == Transition.FIRED) {
      alert(alerts, event, message, name).put("endsAt", at.plus(LONGEST).toString());
      return;
    }
    if (transition == Transition.TEST) {
      alert(alerts, event, message, "TelltaleTest");
      return;
    }
    alert(alerts, event, message, name).put("endsAt", at.toString());
    if (transition == Transition.NO_DATA) {
      // Its end is never told: Alertmanager's own timeout is right.
      alert(alerts, event, message, "TelltaleNoData");
    }
  }

  private static ObjectNode alert(
      ArrayNode alerts, AlertEvent event, Message message, String name) {
    AlertRule rule = event.getRule();
    ObjectNode alert = alerts.addObject();
    ObjectNode labels = alert.putObject("labels");
    labels.put("alertname", name);
    labels.put("project", rule.getProject());
    labels.put("agent", rule.getAgent());
    labels.put("signal", rule.getSignal());
    labels.put("alert", rule.getAlert());
    labels.put("severity", rule.getSeverity().name().toLowerCase(Locale.ROOT));
    ObjectNode annotations = alert.putObject("annotations");
    annotations.put("summary", AlertText.headline(event));
    annotations.put("description", String.join("\n", message.notes()));
    alert.put("startsAt", event.getTriggeredAt().toString());
    message
        .more()
        .flatMap(Message.More::address)
        .ifPresent(url -> alert.put("generatorURL", url.toString()));
    return alert;
  }

  private static String signalName(AlertEvent event) {
    return DriftText.isOf(event.getRule()) ? "TelltaleJudgeDrift" : "TelltaleAlert";
  }

  private static boolean isPipeline(AlertEvent event) {
    return event.getRule().getMetric() == AlertMetric.PIPELINE_LAG;
  }
}
