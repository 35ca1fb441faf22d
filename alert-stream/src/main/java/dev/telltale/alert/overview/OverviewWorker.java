// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.overview;

import dev.telltale.alert.notify.DeliveryLog;
import dev.telltale.alert.notify.Message;
import dev.telltale.alert.notify.MessagePost;
import dev.telltale.schemas.access.Member;
import dev.telltale.schemas.access.MemberKey;
import dev.telltale.schemas.alert.DailyDigest;
import dev.telltale.schemas.alert.Delivery;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends daily overviews, on a thread of its own. Of several instances the one that has the
 * partition of {@code members} does it. As with alerts: sent, then recorded in {@code deliveries},
 * and what is recorded is not sent again; sent twice only when killed in between.
 */
public final class OverviewWorker implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(OverviewWorker.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);
  private static final Duration FINISH_WITHIN = Duration.ofSeconds(15);

  private final MessagePost post;
  private final Clients clients;
  private final DeliveryLog deliveries;
  private final DayReader past;
  private final Supplier<Map<MemberKey, Member>> members;
  private final Optional<Message.More> more;
  private final InstantSource time;
  private final String membersTopic;
  private final String digestsTopic;
  private final AvroCodec<DailyDigest> codec;
  private final Thread thread = new Thread(this::work, "overviews");
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Queue<Delivery> unrecorded = new ArrayDeque<>();
  private Instant lookedAt = Instant.MIN;

  /**
   * What the worker talks to Kafka with.
   *
   * @param turn in the group of overviews: whoever has its partition sends; closed with the worker
   * @param past without a group; closed with the worker
   * @param deliveries without a group; closed with the worker
   * @param producer may be shared; not closed with the worker
   */
  public record Clients(
      Consumer<String, byte[]> turn,
      Consumer<String, byte[]> past,
      Consumer<String, byte[]> deliveries,
      Producer<String, byte[]> producer) {}

  /** A project's day. */
  private record Subject(String project, Day day) {}

  /**
   * Makes a worker; {@link #start()} starts it.
   *
   * @param post used by nobody else; closed with the worker
   * @param members of all projects, as they are now
   * @param more where there is more to see
   */
  public OverviewWorker(
      MessagePost post,
      Clients clients,
      KafkaConnection kafka,
      TopicSerdes serdes,
      Supplier<Map<MemberKey, Member>> members,
      Optional<Message.More> more,
      InstantSource time) {
    this.post = post;
    this.clients = clients;
    this.deliveries =
        new DeliveryLog(clients.deliveries, clients.producer, kafka, serdes, delivery -> {});
    this.past = new DayReader(clients.past, kafka, serdes);
    this.members = members;
    this.more = more;
    this.time = time;
    this.membersTopic = kafka.name(Topics.MEMBERS);
    this.digestsTopic = kafka.name(Topics.DIGESTS);
    this.codec = serdes.codec(Topics.DIGESTS);
    thread.setDaemon(true);
  }

  /** Starts to look. */
  public void start() {
    thread.start();
  }

  /** False once the worker has ended, asked or not. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  @Override
  public void close() {
    stopping.countDown();
    clients.turn.wakeup();
    try {
      thread.join(FINISH_WITHIN.toMillis());
      thread.interrupt();
      thread.join(FINISH_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    try (post;
        deliveries;
        past;
        Consumer<String, byte[]> turn = clients.turn) {
      turn.subscribe(List.of(membersTopic));
      while (stopping.getCount() > 0) {
        try {
          var unused = turn.poll(POLL);
          Instant now = time.instant();
          if (!turn.assignment().isEmpty() && lookedAt.plus(LOOK_EVERY).isBefore(now)) {
            lookedAt = now;
            sendDue(now);
          }
        } catch (WakeupException | InterruptException e) {
          LOGGER.atDebug().log("no more overviews");
        } catch (KafkaException | RegistryException e) {
          LOGGER.atWarn().addKeyValue("error", e.getMessage()).log("overviews are tried again");
          stopping.await(PAUSE_AFTER_ERROR.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOGGER.atError().setCause(e).log("overviews ended");
    }
  }

  private void sendDue(Instant now) {
    recordAll();
    List<DueOverview> due = DueOverview.at(now, members.get().values());
    if (due.isEmpty()) {
      return;
    }
    deliveries.catchUp();
    Map<Subject, DailyDigest> digests = new HashMap<>();
    for (DueOverview overview : due) {
      if (stopping.getCount() > 0 && !deliveries.isDone(overview.id(), overview.channel())) {
        Subject subject = new Subject(overview.member().getProject(), overview.day());
        send(overview, digests.computeIfAbsent(subject, wanted -> digest(wanted, now)));
      }
    }
  }

  private DailyDigest digest(Subject subject, Instant now) {
    DailyDigest digest = past.read(subject.project, subject.day, now);
    write(digest);
    return digest;
  }

  private void send(DueOverview overview, DailyDigest digest) {
    Message message = OverviewText.of(overview.id(), digest, more);
    Delivery delivery = post.post(message, overview.channel());
    deliveries.markDone(overview.id(), overview.channel());
    unrecorded.add(delivery);
    recordAll();
  }

  /** What was sent while Kafka was away must not be sent again for it. */
  private void recordAll() {
    while (!unrecorded.isEmpty()) {
      deliveries.record(unrecorded.element());
      unrecorded.remove();
    }
  }

  private void write(DailyDigest digest) {
    try {
      clients
          .producer
          .send(new ProducerRecord<>(digestsTopic, digest.getProject(), codec.encode(digest)))
          .get();
    } catch (ExecutionException e) {
      throw new KafkaException("overview not written: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
