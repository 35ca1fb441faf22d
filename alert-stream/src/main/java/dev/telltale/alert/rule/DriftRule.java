// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.rule;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telltale.schemas.alert.AlertMetric;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Comparison;
import dev.telltale.schemas.alert.Operator;
import dev.telltale.schemas.alert.Severity;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.KeyText;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * The alert that every signal with labels of people has without anybody defining it: its judge
 * agrees with them less than it did. Told to the default channels of the signal's project.
 */
public final class DriftRule {
  private static final String AGENT = "_telltale";
  private static final String SIGNAL = "drift";

  private DriftRule() {}

  /**
   * A signal's rule.
   *
   * @param threshold the agreement below which it counts as fallen, 0 to 1
   * @param every from one look to the next
   */
  public static AlertRule of(SignalKey signal, double threshold, Duration every) {
    return AlertRule.newBuilder()
        .setProject(signal.project())
        .setAgent(AGENT)
        .setSignal(SIGNAL)
        .setAlert(slug(signal))
        .setName("Judge drift of " + signal.agent() + '/' + signal.signal())
        .setRevision(1)
        .setMetric(AlertMetric.JUDGE_AGREEMENT)
        .setValue(signal.agent() + '/' + signal.signal())
        .setComparison(Comparison.ABSOLUTE)
        .setOperator(Operator.AT_OR_BELOW)
        .setThreshold(threshold)
        .setWindowMs(every.toMillis())
        .setSeverity(Severity.WARNING)
        .setCreatedAt(Instant.EPOCH)
        .setUpdatedAt(Instant.EPOCH)
        .build();
  }

  /** An agent's name may have characters that an alert's may not: then a hash keeps two apart. */
  private static String slug(SignalKey signal) {
    String name = signal.agent() + '.' + signal.signal();
    if (KeyText.isSlug(name)) {
      return name;
    }
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "_");
    return plain + '-' + UUID.nameUUIDFromBytes(signal.text().getBytes(UTF_8));
  }
}
