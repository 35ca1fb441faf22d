// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.Channel;
import java.util.List;

/**
 * One way to reach people. Each has a worker, a thread and a place in the log of events of its own,
 * so that one that is away holds nobody else's messages. Called from one thread at a time.
 */
public interface Notifier extends AutoCloseable {
  /** A word for threads, groups and metrics; never changes. */
  String name();

  /** Whether it is the one for that channel. Of all notifiers of a process exactly one is. */
  boolean serves(Channel channel);

  /**
   * Whether people read it: then they get so many messages a minute and no more, and one that lists
   * what is too much. Machines get every event on its own, at once.
   */
  default boolean isForPeople() {
    return true;
  }

  /** Who gets an event's message on a channel, each one of their own. */
  default List<Recipient> recipients(AlertEvent event, Channel channel) {
    return List.of(Recipient.of(channel));
  }

  /**
   * Sends one message, and returns when it was taken.
   *
   * @param channel a recipient's
   * @throws DeliveryException when it was not
   */
  void send(Message message, Channel channel) throws DeliveryException;

  /**
   * Whether it is the one that puts events aside that nobody can read. Every worker meets them; of
   * all notifiers of a process exactly one is.
   */
  default boolean takesUnreadable() {
    return false;
  }

  /** Lets go of what it holds. */
  @Override
  default void close() {}
}
