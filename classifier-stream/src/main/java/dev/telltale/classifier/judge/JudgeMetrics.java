// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import dev.telltale.schemas.label.Label;
import java.time.Duration;

/**
 * What the judge counts. Of signals in requests: {@code asked = verdicts + put off + spared}; a
 * replay after a crash counts again what it does again. Called from worker threads.
 */
public interface JudgeMetrics {
  /** A request was taken. */
  void requestTaken(int signals);

  /** A verdict was written. */
  void verdict(Label label, Duration latency);

  /** A question of a cascade has its verdict. */
  void cascadeEnded(CascadeEnd end);

  /** So many questions have no answer for now and wait on a retry topic. */
  void putOff(int signals);

  /** So many questions of requests that were read again have a verdict in the labels already. */
  void spared(int signals);

  /**
   * What is used of a budget.
   *
   * @param owner project/agent/signal, or a project
   * @param period hour, day or month
   * @param unit calls or usd
   */
  void budget(String owner, String period, String unit, double used, double limit);

  /** A request could not be read and went to the dead letters. */
  void undecodable(String topic, String reason);

  /** The worker lost its way and starts again from the last commit. */
  void restarted();
}
