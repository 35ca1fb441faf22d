// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.topic;

import java.util.List;

/**
 * A store of a stream application, which Kafka Streams backs by a topic of its own. That topic has
 * as many partitions as the one that the store is made from, for ever.
 *
 * @param application of Kafka Streams, without prefix: also its consumer group
 * @param name the store's
 * @param source the topic that it is made from
 */
public record StateStore(String application, String name, Topic<?, ?> source) {
  /** Spans and closed traces to traces and sessions. */
  public static final String ASSEMBLE = "assemble";

  /** Traces and sessions to requests. */
  public static final String DISPATCH = "dispatch";

  /** Labels to alerts. */
  public static final String ALERTS = "alerts";

  private static final List<StateStore> ALL =
      List.of(
          new StateStore(ASSEMBLE, "trace-spans", Topics.SPANS),
          new StateStore(ASSEMBLE, "trace-states", Topics.SPANS),
          new StateStore(ASSEMBLE, "trace-deadlines", Topics.SPANS),
          new StateStore(ASSEMBLE, "trace-clock", Topics.SPANS),
          new StateStore(ASSEMBLE, "session-parts", Topics.SESSION_TRACES),
          new StateStore(ASSEMBLE, "session-states", Topics.SESSION_TRACES),
          new StateStore(ASSEMBLE, "session-deadlines", Topics.SESSION_TRACES),
          new StateStore(ASSEMBLE, "session-clock", Topics.SESSION_TRACES),
          new StateStore(DISPATCH, "dispatched-traces", Topics.TRACES),
          new StateStore(DISPATCH, "dispatched-sessions", Topics.SESSIONS),
          new StateStore(ALERTS, "panes", Topics.LABELS),
          new StateStore(ALERTS, "hours", Topics.LABELS),
          new StateStore(ALERTS, "shown", Topics.LABELS),
          new StateStore(ALERTS, "verdicts", Topics.LABELS),
          new StateStore(ALERTS, "states", Topics.LABELS),
          new StateStore(ALERTS, "clock", Topics.LABELS),
          new StateStore(ALERTS, "outages", Topics.LABELS),
          new StateStore(ALERTS, "charted", Topics.LABELS));

  /** Every store. */
  public static List<StateStore> all() {
    return ALL;
  }

  /** The stores of an application. */
  public static List<StateStore> of(String application) {
    return ALL.stream().filter(store -> store.application.equals(application)).toList();
  }

  /** The full name of the topic that backs it. */
  public String changelog(String prefix) {
    return prefix + application + "-" + name + "-changelog";
  }
}
