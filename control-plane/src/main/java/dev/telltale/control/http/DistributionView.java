// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import dev.telltale.control.history.Bucket;
import dev.telltale.control.history.Distribution;
import dev.telltale.control.history.Question;
import dev.telltale.control.history.Unit;
import dev.telltale.control.manifest.Words;
import dev.telltale.schemas.label.Interval;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a signal's targets were labelled, as the API shows it.
 *
 * @param version null for all versions
 * @param values the signal's in their order, then others that were seen
 * @param records how many records were read for it
 */
record DistributionView(
    String key,
    String project,
    String agent,
    String signal,
    String type,
    @Nullable Integer version,
    String bucket,
    String timezone,
    String from,
    String to,
    List<String> values,
    List<Piece> buckets,
    Piece total,
    long records) {

  /**
   * A stretch of time.
   *
   * @param labels targets with a label: live and backfilled ones
   * @param coverage labels / verdicts; null without any verdict
   * @param failures those that failed, by kind
   * @param skips those that were skipped, by reason
   */
  record Piece(
      String from,
      String to,
      long labels,
      long live,
      long backfilled,
      long failed,
      long skipped,
      @Nullable Double coverage,
      Map<String, Share> values,
      Map<String, Long> failures,
      Map<String, Long> skips) {
    static Piece of(Bucket bucket, List<String> values) {
      Map<String, Share> shares = new LinkedHashMap<>();
      values.forEach(value -> shares.put(value, Share.of(bucket, value)));
      return new Piece(
          bucket.from().toString(),
          bucket.to().toString(),
          bucket.labels(),
          bucket.live(),
          bucket.backfilled(),
          bucket.failed(),
          bucket.skipped(),
          number(bucket.coverage()),
          shares,
          new TreeMap<>(bucket.failures()),
          new TreeMap<>(bucket.skips()));
    }
  }

  /** Targets with a value, their share of the labels and its 95 % interval; null without labels. */
  record Share(long labels, @Nullable Double share, @Nullable Double low, @Nullable Double high) {
    static Share of(Bucket bucket, String value) {
      if (bucket.labels() == 0) {
        return new Share(0, null, null, null);
      }
      Interval interval = bucket.interval(value);
      return new Share(
          bucket.of(value), number(bucket.share(value)), interval.low(), interval.high());
    }
  }

  static DistributionView of(
      SignalDefinition definition,
      Question question,
      Unit unit,
      ZoneId zone,
      Distribution distribution) {
    SignalHistory history = new SignalHistory(definition);
    List<String> values = new ArrayList<>(history.outcomes(history.version()));
    distribution.total().values().keySet().stream()
        .sorted()
        .filter(value -> !values.contains(value))
        .forEach(values::add);
    return new DistributionView(
        question.signal().text(),
        definition.getProject(),
        definition.getAgent(),
        definition.getSignal(),
        Words.of(definition.getType()),
        question.version().isPresent() ? Integer.valueOf(question.version().getAsInt()) : null,
        Words.of(unit),
        zone.getId(),
        question.axis().from().toString(),
        question.axis().to().toString(),
        values,
        distribution.buckets().stream().map(bucket -> Piece.of(bucket, values)).toList(),
        Piece.of(distribution.total(), values),
        distribution.records());
  }

  private static @Nullable Double number(OptionalDouble value) {
    return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
  }
}
