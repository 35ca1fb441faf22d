// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.publish;

import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.span.Span;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Writes spans to their topic, keyed by trace id. May be used from any thread that may block.
 *
 * <p>The producer belongs to whoever gave it, who flushes and closes it.
 */
public final class SpanPublisher {
  private final Producer<String, byte[]> producer;
  private final String topic;
  private final AvroCodec<Span> codec;

  /**
   * Makes a publisher; nothing is sent yet.
   *
   * @param topic the topic's full name
   */
  public SpanPublisher(Producer<String, byte[]> producer, String topic, AvroCodec<Span> codec) {
    this.producer = producer;
    this.topic = topic;
    this.codec = codec;
  }

  /**
   * Sends spans. Blocks while the producer's buffer is full or the topic is not known yet, at most
   * as long as the producer's {@code max.block.ms}.
   *
   * @return completes when the fate of every span is known, on a thread that must not be held up;
   *     never fails
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears the same
  public CompletionStage<Publication> publish(List<Span> spans) {
    Sending sending = new Sending(spans.size());
    int sent = 0;
    try {
      for (Span span : spans) {
        // Each send may block for as long as it is allowed to: after the first that failed, no
        // more.
        if (sending.hasFailed()) {
          break;
        }
        byte[] value = codec.encode(span);
        producer.send(
            new ProducerRecord<>(topic, span.getTraceId(), value),
            (metadata, failure) -> sending.settled(failure));
        sent++;
      }
    } catch (KafkaException | IllegalStateException | RegistryException e) {
      sending.failed(e);
    }
    sending.leftOut(spans.size() - sent);
    return sending.publication;
  }

  /** Counts the answers for one request. */
  private static final class Sending {
    private final CompletableFuture<Publication> publication = new CompletableFuture<>();
    private final int size;
    private int open;
    private int tooLarge;
    private int published;
    private @Nullable Throwable failure;

    Sending(int size) {
      this.size = size;
      this.open = size;
    }

    synchronized boolean hasFailed() {
      return failure != null;
    }

    synchronized void failed(Throwable cause) {
      failure = failure == null ? cause : failure;
    }

    void settled(@Nullable Exception cause) {
      synchronized (this) {
        if (cause == null) {
          published++;
        } else if (cause instanceof RecordTooLargeException) {
          tooLarge++;
        } else {
          failed(cause);
        }
      }
      leftOut(1);
    }

    /** Completes outside of the lock: whoever waits may do anything. */
    void leftOut(int spans) {
      Publication result;
      synchronized (this) {
        open -= spans;
        if (open > 0) {
          return;
        }
        result =
            failure == null
                ? new Publication.Done(size - published)
                : new Publication.Unavailable(published, tooLarge, failure);
      }
      publication.complete(result);
    }
  }
}
