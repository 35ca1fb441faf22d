// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.app;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How the stream applications of the role run.
 *
 * @param threads of each application, 1 or more
 * @param standbys copies of the state on other instances, so that they take over without reading it
 *     back first; 0 or more
 * @param instanceId names this instance for good, so that its partitions wait for it while it
 *     restarts; absent, they are given to others at once
 * @param stateDir where the state is kept
 */
public record StreamsSettings(
    int threads, int standbys, Optional<String> instanceId, Path stateDir) {
  /** Refuses an application without a thread. */
  public StreamsSettings {
    if (threads < 1 || standbys < 0) {
      throw new IllegalArgumentException(
          "threads, standbys: " + threads + ", " + standbys + " (expected: 1 or more, 0 or more)");
    }
  }

  /** One thread, no standbys, no name. */
  public static StreamsSettings defaults(Path stateDir) {
    return new StreamsSettings(1, 0, Optional.empty(), stateDir);
  }
}
