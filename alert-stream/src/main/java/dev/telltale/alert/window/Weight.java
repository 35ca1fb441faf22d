// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.window;

/**
 * What a label stands for: 100 / its sample rate in percent labels, so that a change of the rate is
 * no change of a count. In whole millionths, so that what is taken away is exactly what was added.
 */
public final class Weight {
  /** One label, in millionths. */
  public static final long ONE = 1_000_000;

  /** Below it, a million labels would not fit into a number. */
  private static final double LEAST_RATE = 1e-4;

  private Weight() {}

  /**
   * What a label weighs above one.
   *
   * @param sampleRate percent; one that cannot be is taken for 100
   * @return millionths of a label, 0 or more
   */
  public static long extra(double sampleRate) {
    if (!(sampleRate > 0 && sampleRate < 100)) {
      return 0;
    }
    return Math.round(ONE * (100 / Math.max(sampleRate, LEAST_RATE))) - ONE;
  }
}
