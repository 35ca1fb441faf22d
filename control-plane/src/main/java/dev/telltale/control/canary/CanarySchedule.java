// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.canary;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telltale.schemas.run.RunState;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.HashedId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * When a signal's judge is asked again: once in every stretch of time, and after each change of the
 * version or of who judges. All of it follows from what is written down, so a restart neither
 * forgets nor repeats; and the run's id follows from the reason, so that two that decide at once
 * decide for the same run. Pure.
 *
 * @param every a stretch's length; each signal's begins at a moment of its own
 */
record CanarySchedule(Duration every) {
  /**
   * The id of the run that is due.
   *
   * @param version the signal's newest
   * @param judgedBy who made the signal's newest label, if there is one
   * @param runs the signal's canaries, in any order
   */
  Optional<String> due(
      SignalKey signal,
      int version,
      Optional<JudgedBy> judgedBy,
      Collection<CanaryRun> runs,
      Instant now) {
    Instant start = stretchStart(signal, now);
    Optional<CanaryRun> last = runs.stream().max(Comparator.comparing(CanaryRun::requestedAt));
    boolean changed = last.isPresent() && last.get().run().getVersion() != version;
    boolean old = last.isEmpty() || last.get().requestedAt().isBefore(start);
    Optional<String> other = last.flatMap(run -> otherJudge(run, version, judgedBy));
    if (!changed && !old && other.isEmpty()) {
      return Optional.empty();
    }
    String id = id(signal, start, version, changed || old ? "" : other.orElse(""));
    return runs.stream().anyMatch(run -> run.run().getRunId().equals(id))
        ? Optional.empty()
        : Optional.of(id);
  }

  /** A judge that has answered since, and that did not answer the last canary. */
  private static Optional<String> otherJudge(
      CanaryRun last, int version, Optional<JudgedBy> judgedBy) {
    return judgedBy
        .filter(by -> last.state() == RunState.COMPLETED && !last.judges().isEmpty())
        .filter(by -> by.version() == version && by.at().isAfter(last.requestedAt()))
        .map(JudgedBy::judge)
        .filter(judge -> !last.judges().contains(judge));
  }

  Instant stretchStart(SignalKey signal, Instant now) {
    CRC32 hash = new CRC32();
    hash.update(signal.text().getBytes(UTF_8));
    long length = every.toMillis();
    long offset = hash.getValue() % length;
    return Instant.ofEpochMilli(
        Math.floorDiv(now.toEpochMilli() - offset, length) * length + offset);
  }

  private static String id(SignalKey signal, Instant start, int version, String judge) {
    return "canary-"
        + HashedId.of(
            signal.text(), Long.toString(start.toEpochMilli()), Integer.toString(version), judge);
  }
}
