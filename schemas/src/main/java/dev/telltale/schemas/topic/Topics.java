// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.topic;

import dev.telltale.schemas.access.AccessKey;
import dev.telltale.schemas.access.Member;
import dev.telltale.schemas.access.MemberKey;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.AlertState;
import dev.telltale.schemas.alert.DailyDigest;
import dev.telltale.schemas.alert.Delivery;
import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunProgress;
import dev.telltale.schemas.session.Session;
import dev.telltale.schemas.session.SessionKey;
import dev.telltale.schemas.session.SessionTrace;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalStatus;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.TraceId;
import dev.telltale.schemas.trace.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The catalogue: the only place where a topic is named. Record timestamps are arrival or close
 * times, never span times.
 */
public final class Topics {
  private static final int MEBIBYTE = 1024 * 1024;
  private static final int SMALL = MEBIBYTE;
  private static final int LARGE = 16 * MEBIBYTE;

  /** For records that stood elsewhere before: with the headers that they get on the way. */
  private static final int LARGE_AND_HEADERS = LARGE + MEBIBYTE;

  private static final int FLOW_PARTITIONS = 4;
  private static final KeyCodec<TraceId> TRACE = new KeyCodec<>(TraceId::hex, TraceId::new);
  private static final KeyCodec<SessionKey> SESSION =
      new KeyCodec<>(SessionKey::text, SessionKey::parse);
  private static final KeyCodec<SignalKey> SIGNAL =
      new KeyCodec<>(SignalKey::text, SignalKey::parse);
  private static final KeyCodec<AlertId> ALERT = new KeyCodec<>(AlertId::text, AlertId::parse);
  private static final KeyCodec<MemberKey> MEMBER =
      new KeyCodec<>(MemberKey::text, MemberKey::parse);

  /**
   * Spans as they arrive, and ticks: records without a value that only move the partition's clock.
   */
  public static final Topic<TraceId, Span> SPANS =
      clock("spans", TRACE, Span.class, days(7), LARGE);

  /** Closed traces, with their spans. */
  public static final Topic<TraceId, Trace> TRACES =
      flow("traces", TRACE, Trace.class, days(30), LARGE);

  /** Spans that came after their trace's last revision. */
  public static final Topic<TraceId, Span> LATE_SPANS =
      flow("late-spans", TRACE, Span.class, days(7), LARGE_AND_HEADERS);

  /** One agent's part of a closed trace, on its way to its session; and ticks. */
  public static final Topic<SessionKey, SessionTrace> SESSION_TRACES =
      clock("session-traces", SESSION, SessionTrace.class, days(2), LARGE);

  /** Closed sessions. */
  public static final Topic<SessionKey, Session> SESSIONS =
      flow("sessions", SESSION, Session.class, days(30), LARGE);

  /** Signals, with every version and state change. */
  public static final Topic<SignalKey, SignalDefinition> SIGNALS =
      table("signals", SIGNAL, SignalDefinition.class, LARGE);

  /** What the judge says of a signal: blocked, over budget, its trained head. */
  public static final Topic<SignalKey, SignalStatus> SIGNAL_STATUS =
      table("signal-status", SIGNAL, SignalStatus.class, SMALL);

  /** Backfills and previews that were asked for. */
  public static final Topic<String, Run> RUNS = table("runs", KeyCodec.TEXT, Run.class, SMALL);

  /** How far backfills and previews are. */
  public static final Topic<String, RunProgress> RUN_PROGRESS =
      table("run-progress", KeyCodec.TEXT, RunProgress.class, SMALL);

  /** Targets to judge, as they happen. */
  public static final Topic<String, JudgeRequest> JUDGE_REQUESTS = requests("judge-requests");

  /** Targets to judge, of the past. */
  public static final Topic<String, JudgeRequest> JUDGE_REQUESTS_BACKFILL =
      requests("judge-requests-backfill");

  /** Targets to judge for somebody who is waiting. */
  public static final Topic<String, JudgeRequest> JUDGE_REQUESTS_PREVIEW =
      requests("judge-requests-preview");

  /** Requests that wait 30 s before the next attempt. */
  public static final Topic<String, JudgeRequest> JUDGE_RETRIES_30S = requests("judge-retries-30s");

  /** Requests that wait 5 minutes before the next attempt. */
  public static final Topic<String, JudgeRequest> JUDGE_RETRIES_5M = requests("judge-retries-5m");

  /** Requests that wait 30 minutes before the next attempt. */
  public static final Topic<String, JudgeRequest> JUDGE_RETRIES_30M = requests("judge-retries-30m");

  /** Requests that wait 2 hours before the next attempt. */
  public static final Topic<String, JudgeRequest> JUDGE_RETRIES_2H = requests("judge-retries-2h");

  /** Verdicts, one for each target and version of a signal; ticks; and signs of judges' outages. */
  public static final Topic<SignalKey, Label> LABELS =
      clock("labels", SIGNAL, Label.class, days(90), SMALL);

  /** Verdicts of previews, which nobody keeps. */
  public static final Topic<String, Label> LABEL_PREVIEWS =
      flow("label-previews", KeyCodec.TEXT, Label.class, Duration.ofHours(1), SMALL);

  /** Alert rules. */
  public static final Topic<AlertId, AlertRule> ALERT_RULES =
      table("alert-rules", ALERT, AlertRule.class, SMALL);

  /** Where every rule stands. */
  public static final Topic<AlertId, AlertState> ALERT_STATES =
      table("alert-states", ALERT, AlertState.class, SMALL);

  /** Rules that changed their state. */
  public static final Topic<AlertId, AlertEvent> ALERT_EVENTS =
      flow("alert-events", ALERT, AlertEvent.class, days(90), SMALL);

  /** Messages that were sent, or could not be. */
  public static final Topic<String, Delivery> DELIVERIES =
      flow("deliveries", KeyCodec.TEXT, Delivery.class, days(90), SMALL);

  /** Daily overviews. */
  public static final Topic<String, DailyDigest> DIGESTS =
      flow("digests", KeyCodec.TEXT, DailyDigest.class, days(30), SMALL);

  /** People who are told. */
  public static final Topic<MemberKey, Member> MEMBERS =
      table("members", MEMBER, Member.class, SMALL);

  /** Keys that let clients in, by their hash. */
  public static final Topic<String, AccessKey> ACCESS_KEYS =
      table("access-keys", KeyCodec.TEXT, AccessKey.class, SMALL);

  /**
   * Records that nobody could read or process: original bytes, with source, coordinates and reason
   * in headers.
   */
  public static final Topic<String, byte[]> DEAD_LETTERS =
      flow("dead-letters", KeyCodec.TEXT, byte[].class, days(14), LARGE_AND_HEADERS);

  private static final List<Topic<?, ?>> ALL =
      List.of(
          SPANS,
          TRACES,
          LATE_SPANS,
          SESSION_TRACES,
          SESSIONS,
          SIGNALS,
          SIGNAL_STATUS,
          RUNS,
          RUN_PROGRESS,
          JUDGE_REQUESTS,
          JUDGE_REQUESTS_BACKFILL,
          JUDGE_REQUESTS_PREVIEW,
          JUDGE_RETRIES_30S,
          JUDGE_RETRIES_5M,
          JUDGE_RETRIES_30M,
          JUDGE_RETRIES_2H,
          LABELS,
          LABEL_PREVIEWS,
          ALERT_RULES,
          ALERT_STATES,
          ALERT_EVENTS,
          DELIVERIES,
          DIGESTS,
          MEMBERS,
          ACCESS_KEYS,
          DEAD_LETTERS);

  private Topics() {}

  /** Every topic, in the order in which data passes them. */
  public static List<Topic<?, ?>> all() {
    return ALL;
  }

  /** The topic of that name, without prefix. */
  public static Optional<Topic<?, ?>> named(String name) {
    return ALL.stream().filter(topic -> topic.name().equals(name)).findFirst();
  }

  private static <K, V> Topic<K, V> clock(
      String name, KeyCodec<K> key, Class<V> record, Duration retention, int maxBytes) {
    return new Topic<>(
        name,
        key,
        record,
        FLOW_PARTITIONS,
        new Kept.For(retention),
        TimestampType.LOG_APPEND_TIME,
        maxBytes);
  }

  private static <K, V> Topic<K, V> flow(
      String name, KeyCodec<K> key, Class<V> record, Duration retention, int maxBytes) {
    return new Topic<>(
        name,
        key,
        record,
        FLOW_PARTITIONS,
        new Kept.For(retention),
        TimestampType.CREATE_TIME,
        maxBytes);
  }

  /** Tables have one partition: their readers need the order of writes, and they are small. */
  private static <K, V> Topic<K, V> table(
      String name, KeyCodec<K> key, Class<V> record, int maxBytes) {
    return new Topic<>(
        name, key, record, 1, new Kept.LastOfEachKey(), TimestampType.CREATE_TIME, maxBytes);
  }

  private static Topic<String, JudgeRequest> requests(String name) {
    return flow(name, KeyCodec.TEXT, JudgeRequest.class, days(2), LARGE);
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }
}
