// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.watch;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Where alerts write down what they do. May be used from any thread. All but {@link #start()} and
 * {@link #close()} throw {@link AlertLogException} when Kafka does not do it.
 */
public interface AlertLog extends AutoCloseable {
  /** Starts to read. */
  void start();

  /** Where the rules of all projects stand, as they were last read. */
  Map<AlertId, AlertState> states();

  /**
   * The newest events.
   *
   * @param from none is older
   * @param limit at most so many
   */
  Found<AlertEvent> events(Predicate<AlertEvent> wanted, Instant from, int limit);

  /**
   * What became of an event's messages so far, the oldest first.
   *
   * @param from when the event was
   */
  List<Delivery> deliveries(String eventId, Instant from);

  /** Writes an event, and returns once it is there. */
  void write(AlertEvent event);

  @Override
  void close();
}
