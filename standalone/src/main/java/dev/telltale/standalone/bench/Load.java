// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Sends payloads, in turn, for a while. One phase at a time. */
final class Load implements AutoCloseable {
  private static final int MOST_IN_FLIGHT = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double NANOS = 1e9;

  private final AtomicInteger number = new AtomicInteger();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final ExecutorService threads;

  Load(int threads) {
    this.threads =
        Executors.newFixedThreadPool(
            threads, task -> new Thread(task, Cpu.LOAD + "load-" + number.incrementAndGet()));
  }

  /** How many payloads are sent and not answered. */
  int inFlight() {
    return inFlight.get();
  }

  /**
   * As fast as it is acknowledged: so many payloads are always under way. What is acknowledged
   * after the time is over does not count.
   *
   * @param cpu the processor time that counts
   */
  void closed(
      Sender sender,
      List<Payload> payloads,
      int lanes,
      Duration time,
      LongSupplier cpu,
      Measured into)
      throws InterruptedException {
    long start = System.nanoTime();
    long end = start + time.toNanos();
    long cpuBefore = cpu.getAsLong();
    for (int i = 0; i < lanes; i++) {
      threads.execute(() -> lane(sender, payloads, end, into));
    }
    TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
    into.phase(System.nanoTime() - start, cpu.getAsLong() - cpuBefore);
    settle();
  }

  /**
   * At a fixed rate, whatever the answers do. An answer's time runs from when its payload was due,
   * so that a pause of the server shows in all that it held up.
   *
   * @param running asked before each payload, with the time since the start
   */
  void open(Sender sender, List<Payload> payloads, double rate, Until running, Measured into)
      throws InterruptedException {
    Semaphore places = new Semaphore(MOST_IN_FLIGHT);
    Thread pacer =
        new Thread(
            () -> {
              long start = System.nanoTime();
              double due = 0;
              while (running.goesOn(System.nanoTime() - start)) {
                Payload payload = next(payloads);
                long intended = start + (long) (due * NANOS);
                due += payload.spans() / rate;
                for (long left = intended - System.nanoTime();
                    left > 0;
                    left = intended - System.nanoTime()) {
                  LockSupport.parkNanos(left);
                }
                places.acquireUninterruptibly();
                send(sender, payload, intended, Long.MAX_VALUE, into, places::release);
              }
              into.phase(System.nanoTime() - start, 0);
            },
            Cpu.LOAD + "pacer");
    pacer.start();
    pacer.join();
    settle();
  }

  /** Says when a phase is over. */
  interface Until {
    /** Whether another payload is to be sent. */
    boolean goesOn(long nanosSinceStart);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private void lane(Sender sender, List<Payload> payloads, long end, Measured into) {
    long now = System.nanoTime();
    if (now < end) {
      send(
          sender,
          next(payloads),
          now,
          end,
          into,
          () -> threads.execute(() -> lane(sender, payloads, end, into)));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // both outcomes are counted
  private void send(
      Sender sender, Payload payload, long since, long end, Measured into, Runnable after) {
    inFlight.incrementAndGet();
    try {
      sender
          .send(payload)
          .whenComplete(
              (done, failure) -> {
                answered(payload, since, end, failure == null, into);
                after.run();
              });
    } catch (RuntimeException e) {
      answered(payload, since, end, false, into);
      after.run();
    }
  }

  private void answered(Payload payload, long since, long end, boolean stored, Measured into) {
    inFlight.decrementAndGet();
    long now = System.nanoTime();
    if (!stored) {
      into.failed();
    } else if (now - end < 0) {
      into.acknowledged(payload, now - since);
    }
  }

  private Payload next(List<Payload> payloads) {
    return payloads.get(Math.floorMod(next.getAndIncrement(), payloads.size()));
  }

  private void settle() throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (inFlight.get() > 0) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException(inFlight.get() + " requests are not answered");
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
