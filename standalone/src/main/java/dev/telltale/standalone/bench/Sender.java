// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench;

import java.util.concurrent.CompletionStage;

/** One way to get a payload's spans into Kafka. May be used from any thread. */
interface Sender {
  /**
   * Sends a payload.
   *
   * @return completes when all of its spans are acknowledged; fails when any is not
   */
  CompletionStage<Void> send(Payload payload);
}
