// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.offline;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

final class LazyEmbedder implements Embedder {
  private final Supplier<Embedder> made;
  private @Nullable Embedder embedder;

  LazyEmbedder(Supplier<Embedder> made) {
    this.made = made;
  }

  @Override
  public float[] embed(String text) {
    return embedder().embed(text);
  }

  @Override
  public String model() {
    return embedder().model();
  }

  private synchronized Embedder embedder() {
    if (embedder == null) {
      embedder = made.get();
    }
    return embedder;
  }
}
