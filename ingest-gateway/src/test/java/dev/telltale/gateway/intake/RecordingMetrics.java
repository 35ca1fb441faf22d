// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.intake;

import dev.telltale.gateway.admit.Rejection;
import dev.telltale.gateway.limit.Limit;
import dev.telltale.gateway.publish.PublishFailure;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Counts, and checks that it adds up. */
final class RecordingMetrics implements GatewayMetrics {
  final Map<Rejection, Integer> rejected = new EnumMap<>(Rejection.class);
  final Map<PublishFailure, Integer> failed = new EnumMap<>(PublishFailure.class);
  final Map<String, Integer> redacted = new HashMap<>();
  final Map<Limit, Integer> limited = new EnumMap<>(Limit.class);
  int received;
  int accepted;
  int published;
  int timesMeasured;

  @Override
  public void answered(Transport transport, String answer) {
    throw new AssertionError("answers are counted by the transport");
  }

  @Override
  public void bytes(long bytes) {
    throw new AssertionError("bytes are counted by the transport");
  }

  @Override
  public void discarded(OtherSignal signal) {
    throw new AssertionError("other signals do not come here");
  }

  @Override
  public void received(int spans) {
    received += spans;
  }

  @Override
  public void redacted(int places, String rule) {
    redacted.merge(rule, places, Integer::sum);
  }

  @Override
  public void limited(int parts, Limit limit) {
    limited.merge(limit, parts, Integer::sum);
  }

  @Override
  public void rejected(int spans, Rejection why) {
    rejected.merge(why, spans, Integer::sum);
  }

  @Override
  public void accepted(int spans) {
    accepted += spans;
  }

  @Override
  public void published(int spans) {
    published += spans;
  }

  @Override
  public void failed(int spans, PublishFailure why) {
    failed.merge(why, spans, Integer::sum);
  }

  @Override
  public Runnable publishing() {
    return () -> timesMeasured++;
  }

  boolean addsUp() {
    return received == accepted + sum(rejected) && accepted == published + sum(failed);
  }

  private static int sum(Map<?, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}
