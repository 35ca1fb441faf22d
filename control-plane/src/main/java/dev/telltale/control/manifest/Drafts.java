// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import java.util.List;
import java.util.Set;

/**
 * What was read.
 *
 * @param inOrder the documents that could be read, as they stand
 * @param problems of all files, not only the first
 * @param brokenSignals signals whose document has a problem: they exist, so nobody who refers to
 *     them is wrong
 */
public record Drafts(List<Draft> inOrder, List<Problem> problems, Set<SignalName> brokenSignals) {
  /** Keeps copies. */
  public Drafts {
    inOrder = List.copyOf(inOrder);
    problems = List.copyOf(problems);
    brokenSignals = Set.copyOf(brokenSignals);
  }
}
