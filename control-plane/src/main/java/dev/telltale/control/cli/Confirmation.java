// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import java.io.Console;
import java.util.Locale;
import java.util.Optional;

/** Asks whoever sits there. */
interface Confirmation {
  /** Yes or no; empty when nobody sits there. */
  Optional<Boolean> ask(String question);

  /** On the terminal of this process. */
  @SuppressWarnings("SystemConsoleNull") // newer Javas have one always, which reads no line then
  static Confirmation onTerminal() {
    return question -> {
      Console console = System.console();
      String answer = console == null ? null : console.readLine("%s [y/N] ", question);
      return Optional.ofNullable(answer)
          .map(text -> text.strip().toLowerCase(Locale.ROOT).matches("y|yes"));
    };
  }
}
