// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.evaluate;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.label.Label;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Remembers what was told. */
final class RecordingMetrics implements EvaluateMetrics {
  final List<Label> verdicts = new ArrayList<>();
  final List<Result> evaluations = new ArrayList<>();
  final List<AlertEvent> events = new ArrayList<>();
  List<Rolling> rolling = List.of();
  List<AlertState> states = List.of();

  @Override
  public void verdict(Label label) {
    verdicts.add(label);
  }

  @Override
  public void evaluation(Result result) {
    evaluations.add(result);
  }

  @Override
  public void event(AlertEvent event) {
    events.add(event);
  }

  @Override
  public void rolling(int partition, Collection<Rolling> windows) {
    rolling = List.copyOf(windows);
  }

  @Override
  public void states(int partition, Collection<AlertRule> rules, Collection<AlertState> now) {
    states = List.copyOf(now);
  }

  @Override
  public void left(int partition) {
    rolling = List.of();
    states = List.of();
  }
}
