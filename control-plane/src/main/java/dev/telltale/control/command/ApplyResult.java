// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.control.manifest.Problem;
import java.util.List;

/** What became of manifests. */
public sealed interface ApplyResult {
  /** All documents are as they should be; for a dry run, would be. In their order. */
  record Applied(List<Planned> documents) implements ApplyResult {}

  /** Nothing was written; the problems of all files, as one reads them. */
  record Refused(List<Problem> problems) implements ApplyResult {}
}
