// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.offline;

import java.util.function.Supplier;

/** Texts to vectors: near in meaning, near in space. May be called from any thread. */
public interface Embedder {
  /** The vector of a text; always of the same length, of norm 1. */
  float[] embed(String text);

  /** The model's name, for labels. */
  String model();

  /** An embedder that is made when it is first asked: a model takes a second and 100 MB. */
  static Embedder lazily(Supplier<Embedder> made) {
    return new LazyEmbedder(made);
  }
}
