// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.control.manifest.SignalName;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalKey;
import java.util.List;
import java.util.Map;

/** All signals and alerts at a moment, of all projects. */
public record Definitions(
    Map<SignalKey, SignalDefinition> signals, Map<AlertId, AlertRule> alerts) {
  /** Keeps copies. */
  public Definitions {
    signals = Map.copyOf(signals);
    alerts = Map.copyOf(alerts);
  }

  /**
   * A signal of a project.
   *
   * @throws UnknownNameException when there is none of that name
   */
  public SignalDefinition signal(String project, SignalName name) {
    SignalDefinition signal = signals.get(name.in(project));
    if (signal == null) {
      throw new UnknownNameException("no signal " + name + " in project " + project);
    }
    return signal;
  }

  /**
   * An alert.
   *
   * @throws UnknownNameException when there is none of that id
   */
  public AlertRule alert(AlertId id) {
    AlertRule alert = alerts.get(id);
    if (alert == null) {
      throw new UnknownNameException(
          "no alert "
              + id.signal().agent()
              + '/'
              + id.signal().signal()
              + '/'
              + id.alert()
              + " in project "
              + id.signal().project());
    }
    return alert;
  }

  /** A project's signals, by key. */
  public List<SignalDefinition> signalsOf(String project) {
    return signals.entrySet().stream()
        .filter(entry -> entry.getKey().project().equals(project))
        .sorted((a, b) -> a.getKey().text().compareTo(b.getKey().text()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** A project's alerts, by id. */
  public List<AlertRule> alertsOf(String project) {
    return alerts.entrySet().stream()
        .filter(entry -> entry.getKey().signal().project().equals(project))
        .sorted((a, b) -> a.getKey().text().compareTo(b.getKey().text()))
        .map(Map.Entry::getValue)
        .toList();
  }
}
