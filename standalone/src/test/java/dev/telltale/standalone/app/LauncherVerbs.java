// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;

/** The names of the launcher's roles and verbs, for tests elsewhere. */
public final class LauncherVerbs {
  private LauncherVerbs() {}

  /** Every name and alias. */
  public static Set<String> names() {
    return Telltale.commandLine().getSubcommands().keySet();
  }

  /**
   * What is wrong with a command as a page shows it, without the launcher's name; empty when every
   * verb and option in it exists.
   */
  public static Optional<String> problem(String command) {
    CommandLine at = Telltale.commandLine();
    for (String word : command.strip().split("[ =]+", -1)) {
      if (word.startsWith("--")) {
        if (!at.getCommandSpec().optionsMap().containsKey(word)) {
          return Optional.of(at.getCommandName() + " has no " + word);
        }
      } else if (at.getSubcommands().containsKey(word)) {
        at = at.getSubcommands().get(word);
      } else if (!at.getSubcommands().isEmpty()) {
        return Optional.of(at.getCommandName() + " has no verb " + word);
      }
    }
    return Optional.empty();
  }
}
