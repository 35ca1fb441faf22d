// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.schemas.kafka.KafkaConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/** The id in a cluster: one for each installation, which its topics' prefix tells apart. */
record KafkaWriterId(KafkaConnection kafka) implements WriterId {
  /** No call of a producer takes longer. */
  static final int BLOCK_MILLIS = 5_000;

  private static final int REQUEST_MILLIS = 3_000;

  private String id() {
    return kafka.topicPrefix() + "control-plane";
  }

  @Override
  public Producer<String, byte[]> producer() {
    Map<String, Object> config = kafka.producer();
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id());
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, BLOCK_MILLIS);
    return new KafkaProducer<>(config);
  }

  @Override
  public boolean isTaken() {
    Map<String, Object> config = kafka.client();
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, BLOCK_MILLIS);
    try (Admin admin = Admin.create(config)) {
      admin.describeTransactions(List.of(id())).description(id()).get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TransactionalIdNotFoundException) {
        return false;
      }
      throw e.getCause() instanceof KafkaException kafkas
          ? kafkas
          : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
