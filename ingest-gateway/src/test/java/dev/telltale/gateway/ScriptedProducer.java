// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** A Kafka that acknowledges, fails, holds back or finds things too large, as it is told. */
@SuppressWarnings("FutureReturnValueIgnored") // callbacks hear the same
public final class ScriptedProducer extends MockProducer<String, byte[]> {
  private final Deque<Held> held = new ArrayDeque<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private boolean blocked;
  private volatile boolean failing;
  private volatile boolean holding;
  private volatile double connections = 1;
  private volatile Predicate<byte[]> tooLarge = value -> false;

  private record Held(ProducerRecord<String, byte[]> record, @Nullable Callback callback) {}

  public ScriptedProducer() {
    super(true, null, new StringSerializer(), new ByteArraySerializer());
  }

  /** From now on nothing is taken. */
  public void fail() {
    failing = true;
    connections = 0;
  }

  /** From now on records are taken again. */
  public void recover() {
    failing = false;
    connections = 1;
  }

  /** Forgets all it has and was told. */
  public void reset() {
    recover();
    unblock();
    release();
    tooLarge = value -> false;
    attempts.set(0);
    clear();
  }

  /** From now on records wait for {@link #release()}. */
  public void hold() {
    holding = true;
  }

  /** Acknowledges what waits, and what comes. */
  public synchronized void release() {
    holding = false;
    while (!held.isEmpty()) {
      releaseOne();
    }
  }

  /** Acknowledges the record that waits longest. */
  public synchronized void releaseOne() {
    Held next = held.remove();
    super.send(next.record(), next.callback());
  }

  /** Fails what waits. */
  public synchronized void failHeld() {
    while (!held.isEmpty()) {
      failed(new TimeoutException("no answer"), held.remove().callback());
    }
  }

  /** From now on whoever sends must wait, as when the buffer is full. */
  public synchronized void block() {
    blocked = true;
  }

  /** Lets those who wait go on. */
  public synchronized void unblock() {
    blocked = false;
    notifyAll();
  }

  /** How many records wait. */
  public synchronized int held() {
    return held.size();
  }

  /** From now on such values are refused for good. */
  public void refuseAsTooLarge(Predicate<byte[]> such) {
    tooLarge = such;
  }

  /** How many records it was given, whatever became of them. */
  public int attempts() {
    return attempts.get();
  }

  /** What is in Kafka now. */
  public List<ProducerRecord<String, byte[]>> records() {
    return history();
  }

  @Override
  public synchronized Future<RecordMetadata> send(
      ProducerRecord<String, byte[]> record, @Nullable Callback callback) {
    try {
      while (blocked) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    attempts.incrementAndGet();
    if (failing) {
      return failed(new TimeoutException("no broker"), callback);
    }
    if (tooLarge.test(record.value())) {
      return failed(new RecordTooLargeException("too large"), callback);
    }
    if (holding) {
      held.add(new Held(record, callback));
      return new CompletableFuture<>();
    }
    return super.send(record, callback);
  }

  @Override
  public Map<MetricName, Metric> metrics() {
    Metric now = metric("connection-count", connections);
    Metric everMade = metric("connection-creation-total", 1);
    return Map.of(now.metricName(), now, everMade.metricName(), everMade);
  }

  private static Metric metric(String called, double value) {
    MetricName name = new MetricName(called, "producer-metrics", "", Map.of());
    return new Metric() {
      @Override
      public MetricName metricName() {
        return name;
      }

      @Override
      public Object metricValue() {
        return value;
      }
    };
  }

  private static Future<RecordMetadata> failed(Exception cause, @Nullable Callback callback) {
    if (callback != null) {
      callback.onCompletion(null, cause);
    }
    return CompletableFuture.failedFuture(cause);
  }
}
