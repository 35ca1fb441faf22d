// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.manifest;

import java.util.List;

/** Notes what is wrong with a file. */
record Problems(String file, List<Problem> noted) {
  void add(int line, String message) {
    noted.add(new Problem(file, line, message));
  }
}
