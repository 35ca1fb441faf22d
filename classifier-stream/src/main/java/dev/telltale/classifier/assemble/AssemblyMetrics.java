// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import dev.telltale.schemas.session.SessionCloseReason;
import dev.telltale.schemas.trace.TraceCloseReason;

/**
 * What the assembly counts. Of spans: {@code read = taken + duplicate + late + undecodable}. A
 * replay after a crash counts again what it reads again. Called from stream threads.
 */
public interface AssemblyMetrics {
  /** A span became part of a trace. */
  void spanTaken();

  /** A span was there already and changed nothing. */
  void spanDuplicate();

  /** A span came after its trace's last revision and went to late-spans. */
  void spanLate();

  /** A record could not be read and went to the dead letters. */
  void undecodable(String topic, String reason);

  /** A trace was closed, the first time or again. */
  void traceClosed(TraceCloseReason reason, int spans, boolean revised);

  /** Agents' parts of a closed trace that have no session id, so they are in no session. */
  void partsWithoutSession(int parts);

  /** A session was closed, the first time or again. */
  void sessionClosed(SessionCloseReason reason, boolean revised);

  /** Messages were left out of a session that outgrew its record. */
  void messagesDropped(int messages);

  /** A tick was written. */
  void tick(String topic);
}
