// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What Kafka takes without a gateway: the same bytes, by a producer of the same settings. */
final class ProducerSender implements Sender {
  private final Producer<String, byte[]> producer;

  ProducerSender(Producer<String, byte[]> producer) {
    this.producer = producer;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears the same
  public CompletionStage<Void> send(Payload payload) {
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    AtomicInteger open = new AtomicInteger(payload.records().size());
    for (ProducerRecord<String, byte[]> record : payload.records()) {
      producer.send(
          record,
          (metadata, failure) -> {
            if (failure != null) {
              acknowledged.completeExceptionally(failure);
            }
            if (open.decrementAndGet() == 0) {
              acknowledged.complete(null);
            }
          });
    }
    return acknowledged;
  }
}
