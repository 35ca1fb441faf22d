// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.DeliveryOutcome;

/**
 * What the workers count. Events that are to be told × their recipients = deliveries (of all
 * outcomes), and after a crash those that were sent and not yet recorded once more. Called from the
 * workers' threads.
 */
public interface NotifyMetrics {
  /** A message was sent, or was given up. */
  void delivery(String notifier, DeliveryOutcome outcome);

  /** So many of its channels are switched off. */
  void channelsOff(String notifier, int channels);

  /** An event could not be read, or a message of it was given up. */
  void deadLetter(String reason);
}
