// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import java.util.Set;

/** The names of the launcher's roles and verbs, for tests elsewhere. */
public final class LauncherVerbs {
  private LauncherVerbs() {}

  /** Every name and alias. */
  public static Set<String> names() {
    return Telltale.commandLine().getSubcommands().keySet();
  }
}
