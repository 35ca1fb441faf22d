// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.schemas.kafka.CompactedView;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.topic.Topic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;

/** A table that follows a topic in Kafka. */
final class TopicTable<K, V extends SpecificRecord> implements DefinitionTable<K, V> {
  private final CompactedView<K, V> view;
  private final Object changed = new Object();

  TopicTable(KafkaConnection kafka, Topic<K, V> topic, AvroCodec<V> codec, InstantSource time) {
    this.view = new CompactedView<>(kafka, topic, codec, time, this::tellWaiting);
  }

  @Override
  public void start() {
    view.start();
  }

  @Override
  public boolean awaitCaughtUp(Duration atMost) throws InterruptedException {
    return view.awaitCaughtUp(atMost);
  }

  @Override
  public boolean awaitRead(long offset, Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    synchronized (changed) {
      while (view.snapshot().offset() <= offset) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(changed, left);
      }
    }
    return true;
  }

  @Override
  public CompactedView.Snapshot<K, V> snapshot() {
    return view.snapshot();
  }

  @Override
  public boolean hasEnded() {
    return view.hasEnded();
  }

  @Override
  public void close() {
    view.close();
  }

  private void tellWaiting() {
    synchronized (changed) {
      changed.notifyAll();
    }
  }
}
