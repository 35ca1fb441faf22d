// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.run;

import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunProgress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where runs stand, with their progress and verdicts. May be used from any thread. */
public interface RunLog extends AutoCloseable {
  /** Starts to read. */
  void start();

  /** A run as it was last written. */
  Optional<Run> run(String runId);

  /** All runs of all kinds as they were last written, in no order. */
  List<Run> runs();

  /** Whether what had been written up to a time is known: the runs, and how far they are. */
  boolean isReadSince(Instant time);

  /** How far it is; empty until a classifier has taken it up. */
  Optional<RunProgress> progress(String runId);

  /** Its verdicts so far, one for each target and version, while they are kept. */
  List<Label> labels(String runId);

  /**
   * True when a consumer group has no member; false too when nobody can tell.
   *
   * @param group without the prefix of an installation
   */
  boolean isMissing(String group);

  /**
   * Writes a run, and returns once it has been read back, so that whoever asks next finds it.
   *
   * @throws RunRefusedException when it cannot be written, or is not read back in time
   */
  void write(Run run);

  /**
   * Removes a run that has ended.
   *
   * @throws RunRefusedException when Kafka does not take it
   */
  void forget(String runId);

  @Override
  void close();
}
