// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import java.time.Duration;
import java.util.Optional;

/**
 * A message was not taken. The message of the exception is for people: never an address or token.
 */
public final class DeliveryException extends Exception {
  private static final long serialVersionUID = 1L;
  private final boolean passing;
  private final Duration notBefore;

  private DeliveryException(String detail, boolean passing, Duration notBefore) {
    super(detail);
    this.passing = passing;
    this.notBefore = notBefore;
  }

  /** The next attempt may go well. */
  public static DeliveryException passing(String detail) {
    return new DeliveryException(detail, true, Duration.ZERO);
  }

  /** The next attempt may go well, but not earlier than that. */
  public static DeliveryException passing(String detail, Duration notBefore) {
    return new DeliveryException(detail, true, notBefore);
  }

  /** Another attempt would go the same way. */
  public static DeliveryException lasting(String detail) {
    return new DeliveryException(detail, false, Duration.ZERO);
  }

  /** Whether another attempt makes sense. */
  public boolean isPassing() {
    return passing;
  }

  /** How long the other side asked to be left alone; empty when it did not. */
  public Optional<Duration> notBefore() {
    return notBefore.isZero() ? Optional.empty() : Optional.of(notBefore);
  }
}
