// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import java.util.Map;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/** How wide a chart may be. */
final class Screen {
  private static final int NARROWEST = 40;
  private static final int WIDEST = 250;
  private static final int USUAL = 80;

  private Screen() {}

  /** In characters: COLUMNS, else the terminal's, else 80. */
  static int width(Map<String, String> environment, CommandSpec command) {
    int columns = USUAL;
    String given = environment.getOrDefault("COLUMNS", "");
    if (given.matches("\\d{2,4}")) {
      columns = Integer.parseInt(given);
    } else if (Ansi.AUTO.enabled()) {
      columns = command.usageMessage().autoWidth(true).width();
    }
    return Math.max(NARROWEST, Math.min(WIDEST, columns));
  }
}
