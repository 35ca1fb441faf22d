// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.judge.offline;

/** How the texts of one target make one verdict. The names are stored: they stay. */
enum Pooling {
  /** The text that is most likely the first outcome decides. */
  FIRST_OUTCOME,
  /** The mean of all texts, each of which counts half of what the one after it does. */
  RECENT
}
