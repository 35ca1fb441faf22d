// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.assemble;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.session.Session;
import dev.telltale.schemas.session.SessionKey;
import dev.telltale.schemas.session.SessionTrace;
import dev.telltale.schemas.topic.Ticks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Agents' parts of traces become sessions, by the same rules as spans become traces: one row a
 * part, one state row and one deadline a session, the log's own clock. A later part makes the
 * session's next revision, for as long as it is remembered.
 */
final class AssembleSessions implements Processor<byte[], byte[], byte[], byte[]> {
  static final String PARTS = "session-parts";
  static final String STATES = "session-states";
  static final String DEADLINES = "session-deadlines";
  static final String CLOCK = "session-clock";

  private static final Duration EVERY = Duration.ofMillis(250);
  private static final int PARTS_A_CALL = 500;

  private final Stage stage;
  private final SessionRules rules;
  private final AvroCodec<SessionTrace> partCodec;
  private final AvroCodec<Session> sessionCodec;
  private final Ticker ticker;

  private @Nullable Task task;

  AssembleSessions(
      Stage stage,
      SessionRules rules,
      AvroCodec<SessionTrace> partCodec,
      AvroCodec<Session> sessionCodec) {
    this.stage = stage;
    this.rules = rules;
    this.partCodec = partCodec;
    this.sessionCodec = sessionCodec;
    this.ticker = new Ticker(stage.wall());
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    Task started = new Task(context);
    task = started;
    context.schedule(EVERY, PunctuationType.WALL_CLOCK_TIME, at -> started.punctuate());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Objects.requireNonNull(task, "init comes first").process(record);
  }

  /** What a partition's processor has once Kafka Streams gave it its stores. */
  private final class Task {
    private final ProcessorContext<byte[], byte[]> context;
    private final KeyValueStore<String, byte[]> parts;
    private final LogClock clock;
    private final Lives<SessionLife> lives;

    Task(ProcessorContext<byte[], byte[]> context) {
      this.context = context;
      this.parts = context.getStateStore(PARTS);
      this.clock = new LogClock(context.getStateStore(CLOCK));
      this.lives =
          new Lives<>(
              context.getStateStore(STATES),
              context.getStateStore(DEADLINES),
              clock,
              new Lives.Form<>(SessionLife::of, SessionLife::encoded, life -> life.due(rules)));
    }

    void process(Record<byte[], byte[]> record) {
      ticker.heard();
      long now = clock.advance(record.timestamp());
      if (!Ticks.isTick(record.value(), record.headers())) {
        stage.read(context, partCodec, record).ifPresent(part -> take(part, record.value(), now));
      }
      lives.drain(PARTS_A_CALL, this::happen);
    }

    void punctuate() {
      lives.drain(PARTS_A_CALL, this::happen);
      ticker
          .asks(clock.now(), lives.firstDeadline())
          .ifPresent(at -> stage.tick(context, Sinks.SESSION_TRACE_TICKS, at));
    }

    private void take(SessionTrace part, byte[] bytes, long now) {
      String session =
          new SessionKey(part.getProject(), part.getAgent(), part.getSessionId()).text();
      Lives.Row<SessionLife> row = lives.caughtUp(session, this::happen);
      String partKey = session + '|' + part.getTraceId();
      byte[] known = parts.get(partKey);
      if (known != null
          && !partCodec.decode(known).getTraceClosedAt().isBefore(part.getTraceClosedAt())) {
        return; // This revision or a later one is there: the assembler of traces was run again.
      }
      parts.put(partKey, bytes);
      if (row == null) {
        lives.save(session, null, SessionLife.Open.first(now));
      } else if (row.life() instanceof SessionLife.Closed closed) {
        lives.save(session, row, closed.reopen(now));
      } else if (row.life() instanceof SessionLife.Open open) {
        lives.save(session, row, open.touched(now));
      }
    }

    /** What a session is due for; gives how many parts that touched. */
    private int happen(String session, Lives.Row<SessionLife> row) {
      if (row.life() instanceof SessionLife.Open open) {
        lives.save(session, row, open.close(rules));
        return close(session, open);
      }
      lives.remove(session, row);
      return forgetParts(session);
    }

    private int close(String session, SessionLife.Open open) {
      List<SessionTrace> members = new ArrayList<>();
      try (KeyValueIterator<String, byte[]> rows = rows(session)) {
        rows.forEachRemaining(row -> members.add(partCodec.decode(row.value)));
      }
      Session closed = Sessions.close(members, open, rules);
      byte[] key = session.getBytes(UTF_8);
      long at = closed.getClosedAt().toEpochMilli();
      context.forward(new Record<>(key, sessionCodec.encode(closed), at), Sinks.SESSIONS);
      stage.metrics().sessionClosed(closed.getCloseReason(), open.revisions() > 0);
      stage.metrics().messagesDropped(closed.getDroppedMessages());
      return members.size();
    }

    private int forgetParts(String session) {
      List<String> keys = new ArrayList<>();
      try (KeyValueIterator<String, byte[]> rows = rows(session)) {
        rows.forEachRemaining(row -> keys.add(row.key));
      }
      keys.forEach(parts::delete);
      return keys.size();
    }

    private KeyValueIterator<String, byte[]> rows(String session) {
      return parts.prefixScan(session + '|', new StringSerializer());
    }
  }
}
