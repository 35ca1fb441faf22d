// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.topic.Ticks;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a step of the assembly does with the log of its partition, whatever it assembles: each
 * record moves the clock, then it is taken, then a bounded number of those who are due have their
 * turn. When nothing comes, a punctuator goes on with that, and asks for a tick.
 *
 * @param <L> the states of what is assembled
 */
final class Course<L> {
  private static final Logger LOGGER = LoggerFactory.getLogger(Course.class);

  private final Stage stage;
  private final ProcessorContext<byte[], byte[]> context;
  private final LogClock clock;
  private final Lives<L> lives;
  private final OpenCount open;
  private final Ticker ticker;
  private final InstantSource wall;
  private final int rowsACall;

  /** Takes a record that is no tick. */
  interface Take {
    void take(Record<byte[], byte[]> record, long now);
  }

  /**
   * Starts or goes on.
   *
   * @param rowsACall how many rows may be touched for what is due in one call
   */
  Course(
      Stage stage,
      ProcessorContext<byte[], byte[]> context,
      Stores stores,
      Lives.Form<L> form,
      int rowsACall) {
    this.stage = stage;
    this.context = context;
    KeyValueStore<Bytes, byte[]> ofPartition = context.getStateStore(stores.clock());
    this.clock = new LogClock(ofPartition);
    this.open = new OpenCount(ofPartition);
    this.lives =
        new Lives<>(
            context.getStateStore(stores.states()),
            context.getStateStore(stores.deadlines()),
            clock,
            open,
            form);
    this.wall = stage.wall();
    this.ticker = new Ticker(wall);
    this.rowsACall = rowsACall;
  }

  /** The names of the stores that every step has. */
  record Stores(String states, String deadlines, String clock) {}

  Lives<L> lives() {
    return lives;
  }

  long now() {
    return clock.now();
  }

  void process(Record<byte[], byte[]> record, Take take, Lives.Event<L> event) {
    ticker.heard();
    long now = clock.advance(record.timestamp());
    if (!Ticks.isTick(record.value(), record.headers())) {
      attempt(record, now, take);
    }
    lives.drain(rowsACall, event);
  }

  /** A record that cannot be worked on would stop its partition for ever. */
  private void attempt(Record<byte[], byte[]> record, long now, Take take) {
    try {
      take.take(record, now);
    } catch (RegistryException | KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      LOGGER
          .atError()
          .addKeyValue("topic", stage.input())
          .setCause(e)
          .log("a record cannot be worked on; it is in the dead letters");
      stage.deadLetter(context, record, "processing-failed");
    }
  }

  void punctuate(Lives.Event<L> event) {
    lives.drain(rowsACall, event);
    OptionalLong next = lives.firstDeadline();
    ticker.asks(clock.now(), next).ifPresent(at -> stage.tick(context, at));
    long overdue = Math.max(0, clock.now() - next.orElse(Long.MAX_VALUE));
    long lag = ticker.isQuiet() ? 0 : Math.max(0, wall.millis() - clock.now());
    stage
        .metrics()
        .partition(
            stage.input(),
            context.taskId().partition(),
            new PartitionState(open.get(), overdue, lag));
  }

  void close() {
    stage.metrics().partitionLeft(stage.input(), context.taskId().partition());
  }
}
