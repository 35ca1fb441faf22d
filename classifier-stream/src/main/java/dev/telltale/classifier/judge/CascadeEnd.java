// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge;

/** Who gave the verdict on a question of a cascade, in the end. */
public enum CascadeEnd {
  /** The offline judge, which was sure. */
  OFFLINE,
  /** The language model, as the offline judge was not sure. */
  LLM,
  /** The language model, on a sure answer that it checked. */
  CHECKED,
  /** The offline judge, as the language model gave no answer to check it by. */
  UNCHECKED
}
