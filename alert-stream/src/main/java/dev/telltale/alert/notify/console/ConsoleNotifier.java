// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.console;

import dev.telltale.alert.notify.DeliveryException;
import dev.telltale.alert.notify.Message;
import dev.telltale.alert.notify.Notifier;
import dev.telltale.schemas.alert.Channel;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Prints a line for each message. */
public final class ConsoleNotifier implements Notifier {
  private final PrintStream out;

  /** Prints there; it is not closed. */
  public ConsoleNotifier(PrintStream out) {
    this.out = out;
  }

  @Override
  public String name() {
    return "console";
  }

  @Override
  public boolean serves(Channel channel) {
    return channel.getKind().equals("console");
  }

  /** A log of its own: all of it, at once. */
  @Override
  public boolean isForPeople() {
    return false;
  }

  @Override
  public void send(Message message, Channel channel) throws DeliveryException {
    print("ALERT", message.at(), message.headline());
    for (String line : message.lines()) {
      out.println("  " + line);
    }
    if (out.checkError()) {
      throw DeliveryException.lasting("the console cannot be written to");
    }
  }

  /** Says something about the installation itself, such as a channel that does not work. */
  public void say(String notice, Instant at) {
    print("NOTICE", at, notice);
  }

  private void print(String kind, Instant at, String text) {
    out.println(kind + " " + at.truncatedTo(ChronoUnit.SECONDS) + " " + text);
  }
}
