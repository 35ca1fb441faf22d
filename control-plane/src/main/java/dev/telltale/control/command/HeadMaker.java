// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.schemas.signal.Example;
import dev.telltale.schemas.signal.OfflineReads;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Trains what the offline judge needs of a version. May be called from any thread. */
@FunctionalInterface
public interface HeadMaker {
  /** Nothing is trained here: the judge does it when it needs to. */
  HeadMaker NONE = (outcomes, reads, examples) -> Optional.empty();

  /**
   * The head that these examples make, always the same; empty where they make none. Takes some
   * milliseconds an example.
   */
  Optional<ByteBuffer> head(List<String> outcomes, OfflineReads reads, List<Example> examples);
}
