// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import static dev.telltale.classifier.revisit.SomeRuns.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.run.RunProgress;
import dev.telltale.schemas.run.RunState;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnderWayTest {
  private final AvroCodec<RunProgress> codec =
      new TopicSerdes(new InMemorySchemaRegistry(), "telltale.").codec(Topics.RUN_PROGRESS);
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(
          true, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<String> ended = Collections.synchronizedList(new ArrayList<>());
  private final UnderWay underWay =
      new UnderWay(
          Map.of(RunKind.BACKFILL, new Slow(), RunKind.PREVIEW, new Quick()),
          new ProgressLog(producer, "progress", codec),
          () -> SomeRuns.NOON,
          new NoRunMetrics());

  @AfterEach
  void close() throws InterruptedException {
    release.countDown();
    underWay.leaveAll();
    underWay.close(Duration.ofSeconds(10));
  }

  @Test
  void aLongBackfillKeepsNoPreviewWaitingAndTheNextBackfillSaysThatItWaits() {
    start(run(RunKind.BACKFILL).setRunId("first").build());
    start(run(RunKind.BACKFILL).setRunId("second").build());
    start(run(RunKind.PREVIEW).setRunId("preview").build());

    await().until(() -> ended.contains("preview"));
    assertThat(ended).containsExactly("preview");
    RunProgress waits = last("second");
    assertThat(waits.getState()).isEqualTo(RunState.PENDING);
    assertThat(waits.getDetail()).isEqualTo("waits for its turn: only 1 of its kind at a time");

    release.countDown();
    await().until(() -> ended.containsAll(List.of("first", "second")));
    assertThat(last("second").getState()).isEqualTo(RunState.COMPLETED);
  }

  @Test
  void whatWaitsAndIsCancelledEndsAtOnce() {
    start(run(RunKind.BACKFILL).setRunId("first").build());
    start(run(RunKind.BACKFILL).setRunId("second").build());

    assertThat(underWay.cancel("second")).isTrue();

    assertThat(ended).containsExactly("second");
    assertThat(last("second").getState()).isEqualTo(RunState.CANCELLED);
    assertThat(underWay.cancel("second")).isFalse();
    start(run(RunKind.BACKFILL).setRunId("third").setCancelled(true).build());
    assertThat(ended).containsExactly("second", "third");
  }

  @Test
  void whereAnEarlierInstanceLookedIsKept() {
    RunProgress before =
        RunProgress.newBuilder()
            .setRunId("preview")
            .setState(RunState.RUNNING)
            .setEnds(List.of(7L, 9L))
            .setLabelled(3)
            .setAt(SomeRuns.NOON)
            .build();

    underWay.start(
        run(RunKind.PREVIEW).setRunId("preview").build(),
        Optional.of(before),
        () -> ended.add("preview"),
        () -> {});

    await().until(() -> ended.contains("preview"));
    assertThat(last("preview").getEnds()).containsExactly(7L, 9L);
    assertThat(last("preview").getLabelled()).isZero();
  }

  private void start(Run run) {
    underWay.start(run, Optional.empty(), () -> ended.add(run.getRunId()), () -> {});
  }

  private RunProgress last(String run) {
    return producer.history().stream()
        .filter(record -> record.key().equals(run))
        .map(record -> codec.decode(record.value()))
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  /** Goes on until the test has seen enough. */
  private final class Slow implements Procedure {
    @Override
    public void carryOut(Run run, RunAccount account, Supplier<Wish> wish) {
      try {
        assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      account.end(RunState.COMPLETED, "");
    }

    @Override
    public int atATime() {
      return 1;
    }
  }

  private static final class Quick implements Procedure {
    @Override
    public void carryOut(Run run, RunAccount account, Supplier<Wish> wish) {
      account.end(RunState.COMPLETED, "");
    }
  }

  private static final class NoRunMetrics implements RunMetrics {
    @Override
    public void taken(RunKind kind) {}

    @Override
    public void asked(RunKind kind, int questions) {}

    @Override
    public void open(RunKind kind, int more) {}

    @Override
    public void ended(RunKind kind, RunState state) {}

    @Override
    public void restarted() {}
  }
}
