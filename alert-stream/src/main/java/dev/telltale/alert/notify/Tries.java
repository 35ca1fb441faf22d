// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.Channel;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends one message at a time, each until it is taken or given up. One thread. */
final class Tries {
  private static final Logger LOGGER = LoggerFactory.getLogger(Tries.class);

  private final Notifier notifier;
  private final Retry retry;

  /**
   * How it ended.
   *
   * @param taken false when it was given up
   * @param attempts 1 or more
   * @param detail why it was given up; else empty
   */
  record Outcome(boolean taken, int attempts, String detail) {}

  Tries(Notifier notifier, Patience patience) {
    this.notifier = notifier;
    this.retry =
        Retry.of(
            notifier.name(),
            RetryConfig.custom()
                .maxAttempts(patience.attempts())
                .retryOnException(
                    e -> e instanceof DeliveryException failure && failure.isPassing())
                .intervalBiFunction(
                    (attempt, failed) ->
                        patience.after(attempt, (DeliveryException) failed.getLeft()).toMillis())
                .build());
  }

  Outcome send(Supplier<Message> message, Channel channel) {
    AtomicInteger attempts = new AtomicInteger();
    try {
      retry.executeCallable(
          () -> {
            attempts.incrementAndGet();
            notifier.send(message.get(), channel);
            return attempts;
          });
      return new Outcome(true, attempts.get(), "");
    } catch (DeliveryException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptException("stopped between two attempts");
      }
      return new Outcome(false, attempts.get(), Objects.toString(e.getMessage(), ""));
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      // One event that breaks a notifier must not end the messages of all others.
      LOGGER.atError().addKeyValue("notifier", notifier.name()).setCause(e).log("message broken");
      return new Outcome(
          false, attempts.get(), "fault in the notifier: " + e.getClass().getSimpleName());
    } catch (Exception e) {
      throw new IllegalStateException("a notifier throws nothing else", e);
    }
  }
}
