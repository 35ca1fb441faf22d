// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import java.time.Duration;

/**
 * How much a gateway takes on.
 *
 * @param maxBytesInFlight of the bodies of all requests from their arrival to Kafka's answer, as
 *     they came and inflated. What is decoded from them takes a few times as much memory
 * @param maxRequestsInFlight requests at a time, whatever they wait for
 * @param patience how long a request waits for bytes to become free before it is told to come again
 * @param receiveTimeout how long the body of a request may take to arrive
 * @param spansPerSecond of each project; 0 for no limit
 * @param requestsPerSecond of each project; 0 for no limit
 */
public record AdmissionConfig(
    long maxBytesInFlight,
    int maxRequestsInFlight,
    Duration patience,
    Duration receiveTimeout,
    long spansPerSecond,
    long requestsPerSecond) {
  /** Refuses limits that let nothing through. */
  public AdmissionConfig {
    atLeast(1, "maxBytesInFlight", maxBytesInFlight);
    atLeast(1, "maxRequestsInFlight", maxRequestsInFlight);
    if (patience.isNegative()) {
      throw new IllegalArgumentException("patience: " + patience + " (expected: 0 or more)");
    }
    if (receiveTimeout.isNegative() || receiveTimeout.isZero()) {
      throw new IllegalArgumentException(
          "receiveTimeout: " + receiveTimeout + " (expected: more than 0)");
    }
    atLeast(0, "spansPerSecond", spansPerSecond);
    atLeast(0, "requestsPerSecond", requestsPerSecond);
  }

  /** No quotas, and a quarter of this process's heap. */
  public static AdmissionConfig defaults() {
    return new AdmissionConfig(
        quarterOfTheHeap(), 4096, Duration.ofSeconds(2), Duration.ofSeconds(10), 0, 0);
  }

  /** A quarter of the memory that this process may use for its heap, in bytes. */
  public static long quarterOfTheHeap() {
    return Runtime.getRuntime().maxMemory() / 4;
  }

  private static void atLeast(int least, String name, long value) {
    if (value < least) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " or more)");
    }
  }
}
