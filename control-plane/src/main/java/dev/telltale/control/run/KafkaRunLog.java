// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.run;

import dev.telltale.schemas.kafka.CompactedView;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunProgress;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** On {@code runs}, {@code run-progress} and {@code label-previews}. */
public final class KafkaRunLog implements RunLog {
  private static final Duration READ_BACK = Duration.ofSeconds(10);
  private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(10);

  private final KafkaConnection kafka;
  private final AvroCodec<Run> codec;
  private final Producer<String, byte[]> producer;
  private final CompactedView<String, Run> runs;
  private final CompactedView<String, RunProgress> progress;
  private final PreviewLabels labels;
  private final RunningRoles roles;

  /** Makes it; nothing is read or written yet. */
  public KafkaRunLog(KafkaConnection kafka, SchemaRegistry registry, InstantSource time) {
    TopicSerdes serdes = new TopicSerdes(registry, kafka.topicPrefix());
    this.kafka = kafka;
    this.codec = serdes.codec(Topics.RUNS);
    this.producer = new KafkaProducer<>(kafka.producer(WRITTEN_WITHIN));
    this.runs = new CompactedView<>(kafka, Topics.RUNS, codec, time, () -> {});
    this.progress =
        new CompactedView<>(
            kafka, Topics.RUN_PROGRESS, serdes.codec(Topics.RUN_PROGRESS), time, () -> {});
    this.labels = new PreviewLabels(kafka, serdes.codec(Topics.LABEL_PREVIEWS), time);
    this.roles = new RunningRoles(kafka, time);
  }

  @Override
  public void start() {
    runs.start();
    progress.start();
    labels.start();
  }

  @Override
  public Optional<Run> run(String runId) {
    return Optional.ofNullable(runs.snapshot().values().get(runId));
  }

  @Override
  public List<Run> runs() {
    return List.copyOf(runs.snapshot().values().values());
  }

  @Override
  public boolean isReadSince(Instant time) {
    return !runs.snapshot().freshAt().isBefore(time)
        && !progress.snapshot().freshAt().isBefore(time);
  }

  @Override
  public Optional<RunProgress> progress(String runId) {
    return Optional.ofNullable(progress.snapshot().values().get(runId));
  }

  @Override
  public List<Label> labels(String runId) {
    return labels.of(runId);
  }

  @Override
  public boolean isMissing(String group) {
    return roles.isMissing(group);
  }

  @Override
  public void write(Run run) {
    try {
      long offset =
          producer
              .send(
                  new ProducerRecord<>(kafka.name(Topics.RUNS), run.getRunId(), codec.encode(run)))
              .get()
              .offset();
      awaitRead(offset);
    } catch (ExecutionException | KafkaException | RegistryException e) {
      throw new RunRefusedException(
          RunRefusal.UNAVAILABLE, "the run could not be written: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunRefusedException(RunRefusal.UNAVAILABLE, "interrupted");
    }
  }

  @Override
  public void forget(String runId) {
    try {
      producer.send(new ProducerRecord<>(kafka.name(Topics.RUNS), runId, null)).get();
      producer.send(new ProducerRecord<>(kafka.name(Topics.RUN_PROGRESS), runId, null)).get();
    } catch (ExecutionException | KafkaException e) {
      throw new RunRefusedException(
          RunRefusal.UNAVAILABLE, "the run could not be removed: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunRefusedException(RunRefusal.UNAVAILABLE, "interrupted");
    }
  }

  private void awaitRead(long offset) throws InterruptedException {
    long until = System.nanoTime() + READ_BACK.toNanos();
    while (runs.snapshot().offset() <= offset) {
      if (System.nanoTime() > until) {
        throw new RunRefusedException(
            RunRefusal.UNAVAILABLE, "the run is written, but not read back");
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @Override
  public void close() {
    labels.close();
    progress.close();
    runs.close();
    roles.close();
    producer.close(Duration.ofSeconds(5));
  }
}
