// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import static dev.telltale.classifier.TestSignals.binary;
import static dev.telltale.classifier.TestSignals.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.classifier.registry.SignalCatalog;
import dev.telltale.classifier.registry.Signals;
import dev.telltale.classifier.registry.StaleSignalsException;
import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.signal.Sentiment;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JudgeWorkerTest {
  private static final TopicPartition PARTITION = new TopicPartition("requests", 0);
  private static final List<RetryStep> STEPS =
      List.of(new RetryStep("retries", Duration.ofSeconds(30)));
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final TopicSerdes serdes = new TopicSerdes(new InMemorySchemaRegistry(), "telltale.");
  private final SignalDefinition annoyed =
      binary("support", "annoyed", SignalScope.TRACE, version());
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(
          true, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());
  private final List<MockConsumer<String, byte[]>> consumers = new ArrayList<>();
  private final List<ConsumerRecord<String, byte[]>> log = new ArrayList<>();
  private final Set<String> answered = new HashSet<>();
  private final List<Instant> lookedUp = new CopyOnWriteArrayList<>();
  private final AtomicBoolean stale = new AtomicBoolean();
  private final AtomicBoolean broken = new AtomicBoolean();
  private @org.jspecify.annotations.Nullable JudgeWorker worker;

  @AfterEach
  void stop() {
    if (worker != null) {
      worker.close();
    }
  }

  @Test
  void everySignalOfARequestGetsALabelAndThenTheRequestIsCommitted() {
    append(request("t1", "annoyed", "gone"));
    start(4, question -> labelled("true"));

    List<Label> labels = labels(2);

    assertThat(labels.get(0).getOutcome()).isEqualTo(Outcome.LABELLED);
    assertThat(labels.get(0).getValue()).contains("true");
    assertThat(labels.get(0).getSentiment()).contains(Sentiment.NEGATIVE);
    assertThat(labels.get(1).getOutcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(labels.get(1).getReason()).contains("unknown_signal");
    awaitCommitted(1);
  }

  @Test
  void aSlowRequestHoldsBackTheCommitAndNotTheOthers() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    append(request("slow", "annoyed"));
    append(request("fast", "annoyed"));
    start(
        4,
        question -> {
          if (question.request().getTargetId().equals("slow")) {
            awaitLatch(release);
          }
          return labelled("false");
        });

    assertThat(labels(1)).extracting(Label::getTargetId).containsExactly("fast");
    assertThat(progress()).isZero();
    release.countDown();
    labels(2);
    awaitCommitted(2);
  }

  @Test
  void aJudgeThatThrowsIsAFailedVerdictAndTheNextRequestGoesOn() {
    append(request("t1", "annoyed"));
    append(request("t2", "annoyed"));
    start(
        1,
        question -> {
          if (question.request().getTargetId().equals("t1")) {
            throw new IllegalArgumentException("broken judge");
          }
          return labelled("false");
        });

    List<Label> labels = labels(2);

    assertThat(labels.get(0).getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(labels.get(0).getReason()).contains("internal");
    assertThat(labels.get(1).getOutcome()).isEqualTo(Outcome.LABELLED);
  }

  @Test
  void aRequestThatCannotBeReadGoesToTheDeadLettersAndIsCommitted() {
    log.add(new ConsumerRecord<>("requests", 0, 0, "k", new byte[] {9, 9}));
    start(1, question -> labelled("false"));

    await().until(() -> producer.history().size() == 1);
    assertThat(producer.history().get(0).topic()).isEqualTo("dead");
    awaitCommitted(1);
  }

  @Test
  void definitionsThatAreNotThereYetMakeItStartAgainAndLoseNothing() {
    stale.set(true);
    append(request("t1", "annoyed"));
    start(1, question -> labelled("true"));
    await().until(() -> consumers.size() >= 2);
    assertThat(running().hasEnded()).isFalse();
    stale.set(false);

    assertThat(labels(1)).extracting(Label::getTargetId).containsExactly("t1");
  }

  @Test
  void workersThatStopTogetherWaitTogether() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    append(request("slow", "annoyed"));
    start(
        1,
        question -> {
          asked.countDown();
          awaitLatch(release);
          return labelled("false");
        });
    asked.await();

    running().stop();
    assertThat(running().isHealthy()).isFalse();
    assertThat(running().hasEnded()).isFalse();

    release.countDown();
    await().until(running()::hasEnded);
    assertThat(labels(1)).extracting(Label::getTargetId).containsExactly("slow");
  }

  @Test
  void anErrorThatNoNewAttemptGetsOverEndsTheReading() {
    broken.set(true);
    start(1, question -> labelled("true"));

    await().dontCatchUncaughtExceptions().until(running()::hasEnded);
    assertThat(running().isHealthy()).isFalse();
  }

  @Test
  void noMoreRequestsAreUnderWayThanItsConcurrency() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    for (int i = 0; i < 40; i++) {
      append(request("t" + i, "annoyed"));
    }
    start(
        3,
        question -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          awaitLatch(new CountDownLatch(1), 5);
          now.decrementAndGet();
          return labelled("true");
        });

    assertThat(labels(40)).hasSize(40);
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void whatIsAnsweredAlreadyIsNotAskedAgain() {
    JudgeRequest request = request("t1", "annoyed");
    answered.add(Labels.id(request, request.getSignals().get(0)));
    append(request);
    append(request("t2", "annoyed"));
    List<String> asked = new CopyOnWriteArrayList<>();
    start(
        1,
        question -> {
          asked.add(question.request().getTargetId());
          return labelled("true");
        });

    assertThat(labels(1)).extracting(Label::getTargetId).containsExactly("t2");
    awaitCommitted(2);
    assertThat(asked).containsExactly("t2");
  }

  @Test
  void withAnOffsetStandsWhenTheFirstOpenRequestWasReadAndTheNextWorkerLooksUpFromThereOn() {
    append(request("t1", "annoyed"));
    start(1, question -> labelled("true"));
    awaitCommitted(1);

    OffsetAndMetadata committed = java.util.Objects.requireNonNull(committed());
    assertThat(committed.metadata()).isEqualTo(Long.toString(NOON.toEpochMilli()));
    // Nobody had committed before.
    assertThat(lookedUp).containsExactly(NOON.minus(Duration.ofMinutes(10)));
  }

  @Test
  void whatAJudgeClaimsIsCheckedWhoeverItIs() {
    append(request("t1", "annoyed"));
    append(request("t2", "annoyed"));
    start(
        1,
        question ->
            Answer.without(
                new Answer.Labelled(
                    question.request().getTargetId().equals("t1") ? "true" : "perhaps",
                    null,
                    List.of("aaaaaaaaaaaaaaaa", "made-up", "aaaaaaaaaaaaaaaa"),
                    null),
                "scripted",
                "fixed"));

    List<Label> labels = labels(2);

    assertThat(labels.get(0).getEvidence()).containsExactly("aaaaaaaaaaaaaaaa");
    assertThat(labels.get(1).getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(labels.get(1).getReason()).contains("unreadable");
  }

  @Test
  void aRunsQuestionThatStandsInTheLogTwiceIsAskedOnce() {
    append(ofRun("r-1", "t1"));
    append(ofRun("r-1", "t1"));
    append(ofRun("r-2", "t1"));
    List<String> asked = new CopyOnWriteArrayList<>();
    start(
        4,
        question -> {
          asked.add(question.request().getRunId().orElseThrow());
          return labelled("true");
        });

    awaitCommitted(3);
    assertThat(asked).containsExactlyInAnyOrder("r-1", "r-2");
    assertThat(labels(2)).hasSize(2);
  }

  @Test
  void aRunAsksAgainWhatHasFailedBeforeAndNotWhatItWasTold() {
    JudgeRequest failedLive = ofRun("r-1", "t1");
    JudgeRequest told = ofRun("r-1", "t2");
    answered.add(Labels.id(failedLive, failedLive.getSignals().get(0)));
    answered.add(Labels.question(told, told.getSignals().get(0)));
    append(failedLive);
    append(told);
    start(1, question -> labelled("true"));

    awaitCommitted(2);
    assertThat(labels(1)).extracting(Label::getTargetId).containsExactly("t1");
  }

  @Test
  void aRunThatLabelsAgainHasLabelsOfItsOwn() {
    JudgeRequest first = ofRun("r-1", "t1");
    JudgeRequest again = JudgeRequest.newBuilder(first).setRelabel(true).build();
    JudgeRequest live = request("t1", "annoyed");

    assertThat(Labels.id(first, first.getSignals().get(0)))
        .isEqualTo(Labels.id(live, live.getSignals().get(0)))
        .isNotEqualTo(Labels.id(again, again.getSignals().get(0)));
  }

  private static JudgeRequest ofRun(String run, String target) {
    return JudgeRequest.newBuilder(request(target, "annoyed"))
        .setOrigin(Origin.BACKFILL)
        .setRunId(run)
        .build();
  }

  private JudgeWorker running() {
    return java.util.Objects.requireNonNull(worker);
  }

  private void start(int concurrency, java.util.function.Function<Question, Answer> judge) {
    worker =
        new JudgeWorker(
            new JudgeWorker.Settings(
                "requests", STEPS, "labels", "dead", concurrency, Duration.ofSeconds(5)),
            this::consumer,
            producer,
            new JudgeWorker.Codecs(
                serdes.codec(Topics.JUDGE_REQUESTS), serdes.codec(Topics.LABELS)),
            new Asking(
                new Catalog(),
                judge::apply,
                new Conditions(Map::of, status -> {}, Duration.ofMinutes(5), () -> NOON),
                new Spending(Budgets.none(), () -> NOON, new NoMetrics()),
                false,
                () -> NOON),
            from -> {
              lookedUp.add(from);
              return answered;
            },
            () -> NOON,
            new Random(1),
            new NoMetrics());
    worker.start();
  }

  /** A consumer at the start of the same log: what the last one did not commit comes again. */
  private MockConsumer<String, byte[]> consumer() {
    if (broken.get()) {
      throw new NoClassDefFoundError("a broken installation");
    }
    MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    consumer.schedulePollTask(
        () -> {
          consumer.rebalance(List.of(PARTITION));
          consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
          log.forEach(consumer::addRecord);
        });
    consumers.add(consumer);
    return consumer;
  }

  private void append(JudgeRequest request) {
    byte[] bytes = serdes.codec(Topics.JUDGE_REQUESTS).encode(request);
    log.add(new ConsumerRecord<>("requests", 0, log.size(), request.getTargetId(), bytes));
  }

  private List<Label> labels(int count) {
    await().atMost(Duration.ofSeconds(20)).until(() -> producer.history().size() >= count);
    return producer.history().stream()
        .map(ProducerRecord::value)
        .map(serdes.codec(Topics.LABELS)::decode)
        .toList();
  }

  private void awaitCommitted(long offset) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              OffsetAndMetadata committed = committed();
              return committed != null && committed.offset() == offset;
            });
  }

  private long progress() {
    OffsetAndMetadata committed = committed();
    return committed == null ? 0 : committed.offset();
  }

  private @org.jspecify.annotations.Nullable OffsetAndMetadata committed() {
    MockConsumer<String, byte[]> last = consumers.get(consumers.size() - 1);
    return last.closed() ? null : last.committed(Set.of(PARTITION)).get(PARTITION);
  }

  private static void awaitLatch(CountDownLatch latch) {
    awaitLatch(latch, 10_000);
  }

  private static void awaitLatch(CountDownLatch latch, long millis) {
    try {
      boolean released = latch.await(millis, TimeUnit.MILLISECONDS);
      assertThat(released || millis < 100).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Answer labelled(String value) {
    return Answer.without(new Answer.Labelled(value, null, List.of(), 0.9), "scripted", "fixed");
  }

  private static JudgeRequest request(String target, String... signals) {
    return TestRequests.request(target, NOON, signals);
  }

  private final class Catalog implements SignalCatalog {
    @Override
    public Signals asOf(Instant closed) {
      return upTo(0);
    }

    @Override
    public Signals upTo(long offset) {
      if (stale.get()) {
        throw new StaleSignalsException("not yet");
      }
      return new Signals(Map.of(SignalKey.of(annoyed), annoyed), 0);
    }
  }
}
