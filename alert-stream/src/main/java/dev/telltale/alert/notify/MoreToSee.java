// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.WindowCounts;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Leads from an event to its signal's charts, else to the command that shows the alert.
 *
 * @param grafana its base, such as https://grafana.test/; the dashboards are known by their uids
 */
public record MoreToSee(Optional<URI> grafana) {
  /** The dashboard of one signal; its variables are project, agent and signal. */
  public static final String SIGNAL_DASHBOARD = "telltale-signal";

  /** The dashboard of all signals. */
  public static final String SIGNALS_DASHBOARD = "telltale-signals";

  /** The dashboard of the pipeline itself; it has no variables. */
  public static final String PIPELINE_DASHBOARD = "telltale-pipeline";

  private static final Duration MARGIN = Duration.ofMinutes(30);

  /**
   * Empty when there is nothing: the pipeline's own alerts are no rules, so no command has them.
   */
  public Optional<Message.More> of(AlertEvent event) {
    boolean pipeline = event.getRule().getMetric() == AlertMetric.PIPELINE_LAG;
    if (grafana.isPresent()) {
      boolean own = pipeline || DriftText.isOf(event.getRule());
      String path = own ? PIPELINE_DASHBOARD + "?" : SIGNAL_DASHBOARD + variables(event);
      return Optional.of(
          new Message.More(
              "Grafana", Optional.of(URI.create(base() + "/d/" + path + times(event)))));
    }
    return pipeline
        ? Optional.empty()
        : Optional.of(new Message.More(command(event), Optional.empty()));
  }

  /** For a day's overview. */
  public Message.More ofAllSignals() {
    return grafana.isPresent()
        ? new Message.More("Grafana", Optional.of(URI.create(base() + "/d/" + SIGNALS_DASHBOARD)))
        : new Message.More("telltale signal list", Optional.empty());
  }

  /** How the CLI names an alert. */
  public static String name(AlertRule rule) {
    return rule.getAgent() + "/" + rule.getSignal() + "/" + rule.getAlert();
  }

  private static String command(AlertEvent event) {
    AlertRule rule = event.getRule();
    return DriftText.isOf(rule)
        ? "telltale signal canary " + DriftText.signal(rule)
        : "telltale alert get " + name(rule);
  }

  private String base() {
    return grafana.map(URI::toString).orElse("").replaceAll("/+$", "");
  }

  private static String variables(AlertEvent event) {
    AlertRule rule = event.getRule();
    return "?var-project="
        + encoded(rule.getProject())
        + "&var-agent="
        + encoded(rule.getAgent())
        + "&var-signal="
        + encoded(rule.getSignal())
        + "&";
  }

  /** Both windows, and something around them. */
  private static String times(AlertEvent event) {
    WindowCounts first = event.getPriorWindow().orElse(event.getWindow());
    return "from="
        + first.getFrom().minus(MARGIN).toEpochMilli()
        + "&to="
        + event.getWindow().getTo().plus(MARGIN).toEpochMilli();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
