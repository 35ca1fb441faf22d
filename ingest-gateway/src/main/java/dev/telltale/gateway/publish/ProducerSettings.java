// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.publish;

import dev.telltale.schemas.kafka.KafkaConnection;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The gateway's producer: it gives up before its clients do. Exporters wait 10 s for an answer, so
 * one that comes later is an answer that nobody hears.
 */
public final class ProducerSettings {
  private static final long BUFFER_BYTES = 64L * 1024 * 1024;

  private ProducerSettings() {}

  /** Settings for a producer to that Kafka; what the connection sets by name stays as it is. */
  public static Map<String, Object> of(KafkaConnection kafka) {
    Map<String, Object> settings = kafka.producer();
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "telltale-gateway");
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000L);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    settings.putAll(kafka.properties());
    return settings;
  }
}
