// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.publish;

/** What became of the spans of a request. */
public sealed interface Publication {
  /**
   * Kafka has all of them but those that it can never take.
   *
   * @param tooLarge how many are larger than the topic allows
   */
  record Done(int tooLarge) implements Publication {}

  /**
   * At least one did not get there, and may if it is sent again. Others of the same request may be
   * there already: a reader must expect duplicates.
   *
   * @param published how many got there nevertheless, as far as that was known by then
   * @param tooLarge how many are larger than the topic allows
   * @param cause of the first that did not get there
   */
  record Unavailable(int published, int tooLarge, Throwable cause) implements Publication {}
}
