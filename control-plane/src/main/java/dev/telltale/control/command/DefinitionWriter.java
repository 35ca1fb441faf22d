// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records in one transaction, as the only writer of its transactional id. Once another has
 * taken over, or once nobody can tell how a transaction ended, it is dead for good: a restart reads
 * what came of it.
 */
final class DefinitionWriter implements AutoCloseable {
  /** A change takes effect 10 s after its time: by then it has to stand in the log. */
  static final Duration COMMITS_WITHIN = Duration.ofSeconds(5);

  private static final Logger LOGGER = LoggerFactory.getLogger(DefinitionWriter.class);

  private final WriterId id;
  private final InstantSource time;
  private final Runnable onDead;
  private Producer<String, byte[]> producer;
  private volatile boolean dead;

  /**
   * Makes a writer.
   *
   * @param id which only one writer has
   * @param onDead called once, on a thread of its own, when it cannot write any more
   */
  DefinitionWriter(WriterId id, InstantSource time, Runnable onDead) {
    this.id = id;
    this.time = time;
    this.onDead = onDead;
    this.producer = id.producer();
  }

  /**
   * Takes over: an earlier writer of the id cannot write any more, and what it left open is closed.
   *
   * @throws KafkaException when Kafka cannot be reached; then it may be called again
   */
  synchronized void takeOver() {
    producer.initTransactions();
  }

  boolean isDead() {
    return dead;
  }

  /**
   * Writes all records or none.
   *
   * @param decidedAt the time that stands in the records
   * @return the last offset in each topic
   * @throws DefinitionLogException when they were not written, or nobody knows
   */
  synchronized Map<String, Long> write(
      List<ProducerRecord<String, byte[]>> records, Instant decidedAt) {
    if (dead) {
      throw new DefinitionLogException("definitions: this control plane writes no more", null);
    }
    try {
      return transaction(records, decidedAt);
    } catch (KafkaException e) {
      if (!isForgotten(e)) {
        throw notWritten(e);
      }
    }
    try {
      takeAgain();
      return transaction(records, decidedAt);
    } catch (KafkaException e) {
      throw notWritten(e);
    }
  }

  /** After a week without a write Kafka has forgotten the id; it may be somebody else's by now. */
  private void takeAgain() {
    if (id.isTaken()) {
      ProducerFencedException fenced = new ProducerFencedException("the id is somebody else's");
      die("another control plane has taken over", fenced);
      throw fenced;
    }
    producer.close(Duration.ZERO);
    producer = id.producer();
    producer.initTransactions();
  }

  private Map<String, Long> transaction(
      List<ProducerRecord<String, byte[]>> records, Instant decidedAt) {
    Map<String, Long> offsets;
    try {
      producer.beginTransaction();
      offsets = send(records);
    } catch (KafkaException e) {
      abort(e);
      throw e;
    }
    if (time.instant().isAfter(decidedAt.plus(COMMITS_WITHIN))) {
      TimeoutException late =
          new TimeoutException("Kafka took longer than " + COMMITS_WITHIN.toSeconds() + " s");
      abort(late);
      throw late;
    }
    try {
      producer.commitTransaction();
    } catch (KafkaException e) {
      throw uncommitted(e);
    }
    return offsets;
  }

  private Map<String, Long> send(List<ProducerRecord<String, byte[]>> records) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    records.forEach(record -> sent.add(producer.send(record)));
    producer.flush();
    Map<String, Long> offsets = new HashMap<>();
    for (Future<RecordMetadata> one : sent) {
      RecordMetadata metadata = metadata(one);
      offsets.merge(metadata.topic(), metadata.offset(), Math::max);
    }
    return offsets;
  }

  private static RecordMetadata metadata(Future<RecordMetadata> sent) {
    try {
      return sent.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private void abort(KafkaException cause) {
    if (isFenced(cause)) {
      die("another control plane has taken over", cause);
      return;
    }
    try {
      producer.abortTransaction();
    } catch (KafkaException e) {
      if (!isForgotten(cause)) {
        die("a transaction could not be ended", e);
      }
    }
  }

  private RuntimeException uncommitted(KafkaException e) {
    if (isFenced(e)) {
      die("another control plane has taken over", e);
      return e;
    }
    if (isCausedBy(e, TimeoutException.class) || isCausedBy(e, InterruptException.class)) {
      die("nobody can tell whether a transaction was committed", e);
      return new DefinitionLogException(
          "definitions may or may not be written: look before you change more", e);
    }
    abort(e);
    return e;
  }

  private static DefinitionLogException notWritten(KafkaException e) {
    return new DefinitionLogException("definitions could not be written: " + e.getMessage(), e);
  }

  private void die(String why, KafkaException cause) {
    if (!dead) {
      dead = true;
      LOGGER
          .atError()
          .addKeyValue("reason", why)
          .addKeyValue("error", cause.getMessage())
          .log("control plane writes no more");
      Thread thread = new Thread(onDead, "control-plane-end");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static boolean isFenced(Throwable e) {
    return isCausedBy(e, ProducerFencedException.class)
        || isCausedBy(e, InvalidProducerEpochException.class);
  }

  private static boolean isForgotten(Throwable e) {
    return isCausedBy(e, InvalidPidMappingException.class);
  }

  private static boolean isCausedBy(Throwable e, Class<? extends Throwable> type) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
