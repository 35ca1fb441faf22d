// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.judge.OpenSignal;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.kafka.DeadLetter;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.UndecodableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One request at a time, on the calling thread: asked, and what came of it written. It is done when
 * Kafka has acknowledged all of that, which the thread does not wait for.
 */
final class Judging {
  private final JudgeWorker.Settings settings;
  private final Producer<String, byte[]> producer;
  private final AvroCodec<JudgeRequest> requestCodec;
  private final AvroCodec<Label> labelCodec;
  private final Asking asking;
  private final Retries retries;
  private final InstantSource time;
  private final JudgeMetrics metrics;

  Judging(
      JudgeWorker.Settings settings,
      Producer<String, byte[]> producer,
      AvroCodec<JudgeRequest> requestCodec,
      AvroCodec<Label> labelCodec,
      Asking asking,
      Retries retries,
      InstantSource time,
      JudgeMetrics metrics) {
    this.settings = settings;
    this.producer = producer;
    this.requestCodec = requestCodec;
    this.labelCodec = labelCodec;
    this.asking = asking;
    this.retries = retries;
    this.time = time;
    this.metrics = metrics;
  }

  /** Judges a request, unless its partition is gone. */
  void judge(Work work) {
    if (!work.lane().start()) {
      return;
    }
    try {
      write(results(work), work);
    } catch (RuntimeException e) {
      work.lane().failed(e);
    } catch (Error e) {
      // A thread that died silently would leave its request, and all behind it, for ever.
      work.lane().failed(new IllegalStateException("judge thread failed: " + e, e));
      throw e;
    }
  }

  private List<ProducerRecord<String, byte[]>> results(Work work) {
    JudgeRequest request;
    try {
      request = requestCodec.decode(work.record().value());
    } catch (UndecodableException e) {
      return List.of(deadLetter(work.record(), e.reason()));
    }
    metrics.requestTaken(request.getSignals().size());
    if (request.getOrigin() == Origin.BACKFILL) {
      request = unclaimed(request, work.lane());
    }
    Asking.Heard heard = asking.ask(request, work.lane().answered());
    metrics.spared(heard.spared());
    heard.cascades().forEach(metrics::cascadeEnded);
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    heard.labels().forEach(label -> records.add(record(label)));
    if (!heard.putOff().isEmpty()) {
      records.addAll(again(work.record().key(), request, heard.putOff()));
    }
    return records;
  }

  private JudgeRequest unclaimed(JudgeRequest request, Lane lane) {
    List<OpenSignal> open =
        request.getSignals().stream()
            .filter(
                signal -> lane.claim(Labels.question(request, signal) + '#' + request.getAttempt()))
            .toList();
    metrics.spared(request.getSignals().size() - open.size());
    return JudgeRequest.newBuilder(request).setSignals(open).build();
  }

  private List<ProducerRecord<String, byte[]>> again(
      String key, JudgeRequest request, List<Asking.PutOff> putOff) {
    Instant now = time.instant();
    Duration wanted =
        putOff.stream().map(q -> q.later().pause()).max(Duration::compareTo).orElseThrow();
    Optional<Retries.Attempt> next = retries.next(request, wanted, now);
    if (next.isEmpty()) {
      return putOff.stream().map(question -> record(question.givenUp(now))).toList();
    }
    metrics.putOff(putOff.size());
    JudgeRequest rest =
        JudgeRequest.newBuilder(request)
            .setSignals(putOff.stream().map(question -> question.asked().open()).toList())
            .setAttempt(request.getAttempt() + 1)
            .setNotBefore(next.get().notBefore())
            .build();
    return List.of(new ProducerRecord<>(next.get().topic(), key, requestCodec.encode(rest)));
  }

  private ProducerRecord<String, byte[]> record(Label label) {
    metrics.verdict(label, Duration.ofMillis(label.getLatencyMs()));
    return new ProducerRecord<>(
        settings.labels(), Labels.recordKey(label), labelCodec.encode(label));
  }

  private void write(List<ProducerRecord<String, byte[]>> records, Work work) {
    long offset = work.record().offset();
    if (records.isEmpty()) {
      work.lane().done(offset);
      return;
    }
    AtomicInteger left = new AtomicInteger(records.size());
    for (ProducerRecord<String, byte[]> record : records) {
      var unused =
          producer.send(
              record,
              (written, e) -> {
                if (e != null) {
                  work.lane()
                      .failed(
                          new IllegalStateException(
                              record.topic() + " cannot be written: " + e, e));
                } else if (left.decrementAndGet() == 0) {
                  work.lane().done(offset);
                }
              });
    }
  }

  private ProducerRecord<String, byte[]> deadLetter(
      ConsumerRecord<String, byte[]> record, String reason) {
    DeadLetter letter =
        new DeadLetter(
            record.topic(),
            record.partition(),
            record.offset(),
            record.timestamp(),
            reason,
            "judge");
    ProducerRecord<byte[], byte[]> bytes =
        letter.toRecord(settings.deadLetters(), null, record.value());
    metrics.undecodable(record.topic(), reason);
    return new ProducerRecord<>(
        settings.deadLetters(), null, record.key(), record.value(), bytes.headers());
  }
}
