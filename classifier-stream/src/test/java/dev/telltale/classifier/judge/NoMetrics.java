// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import dev.telltale.schemas.label.Label;
import java.time.Duration;

/** Counts nothing. */
final class NoMetrics implements JudgeMetrics {
  @Override
  public void requestTaken(int signals) {}

  @Override
  public void verdict(Label label, Duration latency) {}

  @Override
  public void cascadeEnded(CascadeEnd end) {}

  @Override
  public void putOff(int signals) {}

  @Override
  public void spared(int signals) {}

  @Override
  public void budget(String owner, String period, String unit, double used, double limit) {}

  @Override
  public void undecodable(String topic, String reason) {}

  @Override
  public void restarted() {}
}
