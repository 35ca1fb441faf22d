// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.dispatch;

/**
 * What the dispatch counts. For each signal that is active for a target: {@code considered =
 * dispatched + not selected}. A replay after a crash counts again what it reads again. Called from
 * stream threads.
 */
public interface DispatchMetrics {
  /** A request was written, with so many signals open. */
  void dispatched(String scope, int signals);

  /** A signal does not judge a target: {@code filter}, {@code filter_error} or {@code sample}. */
  void notSelected(String reason);

  /**
   * A target was judged before and has nothing new, or was judged too often today: {@code same} or
   * {@code often}.
   */
  void repeated(String reason);

  /** A record could not be read and went to the dead letters. */
  void undecodable(String topic, String reason);
}
