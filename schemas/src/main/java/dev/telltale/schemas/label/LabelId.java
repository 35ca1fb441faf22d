// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.label;

import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.topic.HashedId;
import java.util.Optional;

/**
 * The id of a verdict: the same question about the same target has the same id, however often it is
 * answered.
 */
public final class LabelId {
  private LabelId() {}

  /**
   * SHA-256 over signal key, version, target id and revision joined by a zero byte, and the run's
   * id for a run that labels again; the first 32 hexadecimal digits.
   */
  public static String of(
      SignalKey signal,
      int version,
      String targetId,
      long revision,
      Optional<String> relabellingRun) {
    String number = Integer.toString(version);
    String close = Long.toString(revision);
    return relabellingRun
        .map(run -> HashedId.of(signal.text(), number, targetId, close, run))
        .orElseGet(() -> HashedId.of(signal.text(), number, targetId, close));
  }
}
