// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.crash;

import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.LabelId;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalType;
import dev.telltale.schemas.topic.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes labels of signals whose rate and volume swing, about 100 a second and signal, until it is
 * told to end. Some targets are judged again, some records come twice, some verdicts are failures,
 * some come from a backfill.
 */
final class LabelFeed implements AutoCloseable {
  private static final long BEAT_MS = 20;
  private static final int SHORTEST_MOOD = 40;
  private static final int LONGEST_MOOD = 120;
  private static final int[] PACES = {0, 1, 2, 4};
  private static final int REMEMBERED = 300;

  private final Random random;
  private final List<Mood> moods;
  private final Producer<String, byte[]> producer;
  private final AvroCodec<Label> codec;
  private final String topic;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::send, "labels");
  private volatile boolean running = true;

  /** What a signal is like for some beats. */
  private static final class Mood {
    private final SignalKey signal;
    private final List<Label> past = new ArrayList<>();
    private int beats;
    private int pace;
    private double share;
    private int targets;

    Mood(SignalKey signal) {
      this.signal = signal;
    }
  }

  LabelFeed(List<SignalKey> signals, Random random, KafkaConnection kafka, AvroCodec<Label> codec) {
    this.random = random;
    this.moods = signals.stream().map(Mood::new).toList();
    this.producer = new KafkaProducer<>(kafka.producer());
    this.codec = codec;
    this.topic = kafka.name(Topics.LABELS);
    thread.start();
  }

  /** Ends when Kafka has acknowledged all. */
  void finish() throws InterruptedException {
    running = false;
    thread.join();
    producer.flush();
    Optional.ofNullable(failure.get())
        .ifPresent(
            e -> {
              throw new AssertionError("a label could not be sent", e);
            });
  }

  @Override
  public void close() {
    running = false;
    thread.interrupt();
    producer.close();
  }

  private void send() {
    try {
      while (running) {
        moods.forEach(this::beat);
        TimeUnit.MILLISECONDS.sleep(BEAT_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }

  private void beat(Mood mood) {
    if (mood.beats-- <= 0) {
      mood.beats = SHORTEST_MOOD + random.nextInt(LONGEST_MOOD - SHORTEST_MOOD);
      mood.pace = PACES[random.nextInt(PACES.length)];
      mood.share = (mood.share < 0.5 ? 0.6 : 0) + 0.4 * random.nextDouble();
    }
    for (int i = 0; i < mood.pace; i++) {
      Label label = next(mood);
      mood.past.add(label);
      if (mood.past.size() > REMEMBERED) {
        mood.past.remove(0);
      }
      var unused =
          producer.send(
              new ProducerRecord<>(topic, mood.signal.text(), codec.encode(label)),
              (metadata, e) -> {
                if (e != null) {
                  failure.set(e);
                }
              });
    }
  }

  private Label next(Mood mood) {
    Label before = mood.past.isEmpty() ? null : mood.past.get(random.nextInt(mood.past.size()));
    if (before != null && random.nextInt(25) == 0) {
      return before;
    }
    boolean again = before != null && random.nextInt(8) == 0;
    return again
        ? label(mood, before.getTargetId(), before.getRevision() + 1)
        : label(mood, "target-" + mood.targets++, 1);
  }

  private Label label(Mood mood, String target, long revision) {
    Instant now = Instant.now();
    Label.Builder label =
        Label.newBuilder()
            .setLabelId(LabelId.of(mood.signal, 1, target, revision, Optional.empty()))
            .setProject(mood.signal.project())
            .setAgent(mood.signal.agent())
            .setSignal(mood.signal.signal())
            .setVersion(1)
            .setType(SignalType.BINARY)
            .setScope(SignalScope.SESSION)
            .setTargetId(target)
            .setRevision(revision)
            .setTargetStart(now)
            .setTargetEnd(now)
            .setOrigin(random.nextInt(20) == 0 ? Origin.BACKFILL : Origin.LIVE)
            .setDecidedAt(now);
    return random.nextInt(10) == 0
        ? label.setOutcome(Outcome.FAILED).setReason("timeout").build()
        : label
            .setOutcome(Outcome.LABELLED)
            .setValue(Boolean.toString(random.nextDouble() < mood.share))
            .build();
  }
}
