// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.demo;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;

/** Spans to send, and what is known of them before. */
public interface Traffic {
  /** In one line, for people. */
  String description();

  /** The agents whose spans they are. */
  List<String> agents();

  /** How many spans there are to send. */
  int spans();

  /** The sessions that they belong to. */
  Set<SessionRef> sessions();

  /**
   * What each session's signals should say, by session id and then by signal; empty when nobody
   * knows.
   */
  Map<String, Map<String, String>> truth();

  /**
   * Sends everything through the gateway, and returns when it is acknowledged.
   *
   * @param progress is told how many spans were sent so far
   * @return every span that was sent, as often as it was sent
   * @throws IllegalStateException when the gateway does not take it
   */
  List<SpanRef> send(URI gateway, IntConsumer progress) throws InterruptedException;
}
