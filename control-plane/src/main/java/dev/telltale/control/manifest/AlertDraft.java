// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Severity;
import java.time.Duration;
import java.util.List;

/**
 * An alert as somebody wants it, with defaults filled in.
 *
 * @param alert its slug
 * @param name what people read
 * @param channels where messages go
 */
public record AlertDraft(
    Place place,
    SignalName signal,
    String alert,
    String name,
    AlertMetric metric,
    Comparison comparison,
    Operator operator,
    double threshold,
    Duration window,
    long minLabels,
    Duration cooldown,
    Severity severity,
    List<Channel> channels,
    boolean enabled)
    implements Draft {
  /** Keeps a copy. */
  public AlertDraft {
    channels = List.copyOf(channels);
  }
}
