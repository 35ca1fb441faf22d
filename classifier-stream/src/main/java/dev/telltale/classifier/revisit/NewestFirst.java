// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A topic's records from the newest back, over all partitions. Kafka reads forwards only: the end
 * of each partition is read in steps, each before the one before, as large as memory may hold. One
 * thread at a time.
 */
final class NewestFirst implements Iterator<ConsumerRecord<String, byte[]>> {
  private static final long FIRST_STEP = 32;
  private static final long FEWEST = 4;
  private static final long MOST = 1_000;

  /** Of each partition in memory, about. */
  private static final long BYTES = 8L * 1024 * 1024;

  private final LogReader reader;
  private final PriorityQueue<Course> courses =
      new PriorityQueue<>(Comparator.comparingLong(Course::newest).reversed());
  private long records;
  private long bytes;

  /** Goes back to a time, from what is there now. */
  NewestFirst(LogReader reader, Instant backTo) {
    this(reader, reader.since(backTo));
  }

  /** Goes back through parts of a topic, each of another partition. */
  NewestFirst(LogReader reader, List<Stretch> stretches) {
    this.reader = reader;
    stretches.forEach(stretch -> line(new Course(stretch)));
  }

  @Override
  public boolean hasNext() {
    return !courses.isEmpty();
  }

  @Override
  public ConsumerRecord<String, byte[]> next() {
    Course course = courses.poll();
    if (course == null) {
      throw new NoSuchElementException("the topic has no older record");
    }
    ConsumerRecord<String, byte[]> record = course.ready.removeFirst();
    line(course);
    return record;
  }

  private void line(Course course) {
    if (course.hasRecords()) {
      courses.add(course);
    }
  }

  private long step() {
    return records == 0
        ? FIRST_STEP
        : Math.max(FEWEST, Math.min(MOST, BYTES / Math.max(1, bytes / records)));
  }

  /** One partition's way back. */
  private final class Course {
    private final Deque<ConsumerRecord<String, byte[]>> ready = new ArrayDeque<>();
    private Stretch left;

    Course(Stretch all) {
      this.left = all;
    }

    long newest() {
      return ready.getFirst().timestamp();
    }

    boolean hasRecords() {
      while (ready.isEmpty() && !left.isEmpty()) {
        Stretch tail = left.last(step());
        for (ConsumerRecord<String, byte[]> record : reader.read(tail)) {
          ready.addFirst(record);
          records++;
          bytes += Math.max(0, record.serializedValueSize());
        }
        left = left.before(tail);
      }
      return !ready.isEmpty();
    }
  }
}
