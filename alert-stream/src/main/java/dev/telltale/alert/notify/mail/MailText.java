// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.mail;

import dev.telltale.alert.notify.AlertText.Fact;
import dev.telltale.alert.notify.Message;
import dev.telltale.alert.notify.Message.More;

/** A message as plain text. */
final class MailText {
  private MailText() {}

  static String of(Message message, Farewell farewell) {
    StringBuilder text = new StringBuilder(message.headline()).append("\n\n");
    int width = message.facts().stream().mapToInt(fact -> fact.name().length()).max().orElse(0);
    for (Fact fact : message.facts()) {
      text.append(fact.name())
          .append(':')
          .append(" ".repeat(width - fact.name().length() + 2))
          .append(fact.text())
          .append('\n');
    }
    message.lines().forEach(line -> text.append("- ").append(line).append('\n'));
    if (!message.targets().isEmpty()) {
      text.append("\nTargets, newest first:\n");
      message.targets().forEach(target -> text.append("  ").append(target).append('\n'));
    }
    if (!message.notes().isEmpty()) {
      text.append('\n');
      message.notes().forEach(note -> text.append(note).append('\n'));
    }
    message.more().ifPresent(more -> text.append('\n').append(way(more)).append('\n'));
    text.append("\n-- \n").append(farewell.text()).append('\n');
    farewell.link().ifPresent(link -> text.append(link).append('\n'));
    return text.toString();
  }

  private static String way(More more) {
    return more.address()
        .map(address -> "Open in " + more.text() + ": " + address)
        .orElseGet(() -> "Show it: " + more.text());
  }
}
