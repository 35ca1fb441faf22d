// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.classifier.conversation.Transcripts;
import dev.telltale.classifier.judge.offline.BgeSmallEmbedder;
import dev.telltale.classifier.registry.SignalCatalog;
import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;

/** Which procedure does which kind of run. */
final class Procedures {
  private static final Duration CLOCKS_DIFFER_BY = Duration.ofHours(1);

  private final KafkaConnection kafka;
  private final TopicSerdes serdes;
  private final Producer<String, byte[]> producer;
  private final SignalCatalog catalog;
  private final Transcripts transcripts;
  private final InstantSource time;
  private final RunMetrics metrics;
  private final RunSettings settings;

  Procedures(
      KafkaConnection kafka,
      TopicSerdes serdes,
      Producer<String, byte[]> producer,
      SignalCatalog catalog,
      Transcripts transcripts,
      InstantSource time,
      RunMetrics metrics,
      RunSettings settings) {
    this.kafka = kafka;
    this.serdes = serdes;
    this.producer = producer;
    this.catalog = catalog;
    this.transcripts = transcripts;
    this.time = time;
    this.metrics = metrics;
    this.settings = settings;
  }

  Map<RunKind, Procedure> byKind() {
    PastTargets past = new PastTargets(kafka, serdes);
    PastLabels said = new PastLabels(kafka, serdes);
    return Map.of(
        RunKind.PREVIEW,
        preview(),
        RunKind.CANARY,
        new Canary(
            catalog,
            said,
            new SeenTargets(kafka, serdes),
            transcripts,
            questions(RunKind.CANARY, Topics.JUDGE_REQUESTS_PREVIEW),
            this::verdicts,
            time),
        RunKind.DISTILL,
        new Distilling(catalog, said, past, transcripts, BgeSmallEmbedder::new),
        RunKind.ESTIMATE,
        new Estimating(catalog, past, transcripts, this::labels, settings.tariff()),
        RunKind.BACKFILL,
        new Backfill(
            catalog,
            past,
            transcripts,
            questions(RunKind.BACKFILL, Topics.JUDGE_REQUESTS_BACKFILL),
            this::labels,
            settings.questionsAhead(),
            time,
            metrics));
  }

  /** From before the window on: whoever judged a target did so after it had started. */
  private LabelStream labels(Run run) {
    Instant earliest = Instant.EPOCH.plus(CLOCKS_DIFFER_BY);
    return new SignalLabels(
        new KafkaConsumer<>(kafka.consumer()),
        kafka.name(Topics.LABELS),
        serdes.codec(Topics.LABELS),
        RunSignal.key(run),
        run.getFrom().isBefore(earliest) ? Instant.EPOCH : run.getFrom().minus(CLOCKS_DIFFER_BY));
  }

  private Preview preview() {
    return new Preview(
        catalog,
        new PastTargets(kafka, serdes),
        transcripts,
        questions(RunKind.PREVIEW, Topics.JUDGE_REQUESTS_PREVIEW),
        this::verdicts,
        time);
  }

  private RunLabels verdicts(Run run) {
    return new RunLabels(
        new KafkaConsumer<>(kafka.consumer()),
        kafka.name(Topics.LABEL_PREVIEWS),
        serdes.codec(Topics.LABEL_PREVIEWS),
        run);
  }

  private Questions questions(RunKind kind, Topic<String, JudgeRequest> topic) {
    return new Questions(kind, producer, kafka.name(topic), serdes.codec(topic), metrics);
  }
}
