// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telltale.classifier.dispatch.Target;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.run.Run;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the labels say of a run's targets: which had a verdict before it began, and which have one
 * of this run. Targets are known by 64 bits of a hash: among ten million of them two are taken for
 * one another once in a hundred thousand runs. One thread at a time.
 */
final class Verdicts {
  private static final Set<String> LEFT_OUT = Set.of("budget", "blocked");

  private final Run run;
  private final Instant began;
  private final LongTable labelled = new LongTable();
  private final LongTable last = new LongTable();
  private final LongTable own = new LongTable();
  private long outputTokens;
  private long withTokens;

  /** Knows nothing yet. */
  Verdicts(Run run) {
    this.run = run;
    this.began = run.getResumedAt().orElse(run.getRequestedAt());
  }

  /**
   * Takes a label of the run's signal, in the order of the log.
   *
   * @param written when the log got it: what others write while the run goes on is not regarded, so
   *     that it comes to the same whenever it has to start over
   * @return true when it is this run's first on its target
   */
  boolean take(Label label, Instant written) {
    boolean ofJudge = label.getOrigin() == Origin.LIVE || label.getOrigin() == Origin.BACKFILL;
    if (!ofJudge) {
      return false;
    }
    label
        .getOutputTokens()
        .ifPresent(
            tokens -> {
              outputTokens += tokens;
              withTokens++;
            });
    if (label.getVersion() != run.getVersion()) {
      return false;
    }
    long target = hash(label.getTargetId());
    if (label.getRunId().filter(run.getRunId()::equals).isPresent()) {
      return !own.has(target) && own.put(target, 1);
    }
    if (isInWindow(label) && written.isBefore(began)) {
      remember(target, label);
    }
    return false;
  }

  private boolean isInWindow(Label label) {
    Instant start = label.getTargetStart();
    return !start.isBefore(run.getFrom()) && start.isBefore(run.getTo());
  }

  private void remember(long target, Label label) {
    if (run.getSkippedOnly()) {
      Long before = last.get(target);
      if (before == null || before >> 1 <= label.getRevision()) {
        boolean leftOut =
            label.getOutcome() == Outcome.SKIPPED
                && label.getReason().filter(LEFT_OUT::contains).isPresent();
        last.put(target, label.getRevision() << 1 | (leftOut ? 1 : 0));
      }
    } else if (!run.getRelabel() && label.getOutcome() == Outcome.LABELLED) {
      Long before = labelled.get(target);
      labelled.put(
          target, before == null ? label.getRevision() : Math.max(before, label.getRevision()));
    }
  }

  /** Whether this run has its verdict. */
  boolean isAnswered(Target target) {
    return own.has(hash(target.targetId()));
  }

  /** Whether it had a label, of what it is now or of something later. */
  boolean wasLabelled(Target target) {
    Long revision = labelled.get(hash(target.targetId()));
    return revision != null && revision >= target.closed().toEpochMilli();
  }

  /** Whether its last verdict said that a budget or a block left it out. */
  boolean wasLeftOut(Target target) {
    Long word = last.get(hash(target.targetId()));
    return word != null && (word & 1) == 1;
  }

  /** Mean tokens of an answer about the signal; null when no label tells. */
  @Nullable Double meanOutputTokens() {
    return withTokens == 0 ? null : (double) outputTokens / withTokens;
  }

  private static long hash(String targetId) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(targetId.getBytes(UTF_8)))
          .getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
