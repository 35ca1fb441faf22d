// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.NoDataPolicy;
import dev.telltale.schemas.alert.Severity;
import dev.telltale.schemas.signal.SignalKey;
import java.time.Duration;
import java.util.List;

/**
 * An alert as somebody wants it, with defaults filled in.
 *
 * @param alert its slug
 * @param name what people read
 * @param channels where messages go
 * @param confirmed whether they know that the outcome which it watches is neither good nor bad
 */
public record AlertDraft(
    Place place,
    SignalName signal,
    String alert,
    String name,
    Condition condition,
    Duration cooldown,
    Severity severity,
    NoDataPolicy noData,
    boolean notifyRecovery,
    List<Channel> channels,
    boolean enabled,
    boolean archived,
    boolean confirmed)
    implements Draft {
  /** Keeps a copy. */
  public AlertDraft {
    channels = List.copyOf(channels);
  }

  /** An alert as it is, but for whether it is evaluated and in sight. */
  public static AlertDraft of(AlertRule rule, boolean enabled, boolean archived) {
    return new AlertDraft(
        Place.REQUEST,
        new SignalName(rule.getAgent(), rule.getSignal()),
        rule.getAlert(),
        rule.getName(),
        Condition.of(rule),
        Duration.ofMillis(rule.getCooldownMs()),
        rule.getSeverity(),
        rule.getNoData(),
        rule.getNotifyRecovery(),
        rule.getChannels(),
        enabled,
        archived,
        false);
  }

  /** The same, by somebody who has said yes, or not; and archived, or not. */
  AlertDraft with(boolean isArchived, boolean isConfirmed) {
    return new AlertDraft(
        place,
        signal,
        alert,
        name,
        condition,
        cooldown,
        severity,
        noData,
        notifyRecovery,
        channels,
        enabled,
        isArchived,
        isConfirmed);
  }

  /** Its name in messages: AGENT/SIGNAL/ALERT. */
  public String title() {
    return signal + "/" + alert;
  }

  /** The key of its signal in a project. */
  public SignalKey signalIn(String project) {
    return signal.in(project);
  }
}
