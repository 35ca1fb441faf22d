// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.kafka;

/**
 * Consumer groups that one role has and another asks about, without the prefix: an empty one means
 * that nobody runs the role.
 */
public final class ConsumerGroups {
  /** Of classifiers, for {@code runs}. */
  public static final String RUNS = "runs";

  /** Of judges, for {@code judge-requests-preview}. */
  public static final String JUDGE_PREVIEWS = "judge-previews";

  /** Of judges, for {@code judge-requests-backfill}. */
  public static final String JUDGE_BACKFILLS = "judge-backfills";

  private ConsumerGroups() {}
}
