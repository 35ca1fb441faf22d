// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.offline;

/** Texts to vectors: near in meaning, near in space. May be called from any thread. */
public interface Embedder {
  /** The vector of a text; always of the same length, of norm 1. */
  float[] embed(String text);

  /** The model's name, for labels. */
  String model();
}
