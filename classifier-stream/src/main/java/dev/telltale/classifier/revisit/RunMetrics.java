// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.run.RunState;

/**
 * What is counted of runs. A run that another instance takes up is taken twice and ends once.
 * Called from several threads.
 */
public interface RunMetrics {
  /** A run was taken up. */
  void taken(RunKind kind);

  /** So many questions were written for the judge. */
  void asked(RunKind kind, int questions);

  /** So many more questions of runs of a kind wait for a verdict; fewer when below zero. */
  void open(RunKind kind, int more);

  /** A run has come to its end. */
  void ended(RunKind kind, RunState state);

  /** The worker lost its way and starts again from its last commit. */
  void restarted();
}
