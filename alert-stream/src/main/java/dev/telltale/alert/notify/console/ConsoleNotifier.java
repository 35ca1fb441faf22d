// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.console;

import dev.telltale.alert.notify.AlertText;
import dev.telltale.alert.notify.DeliveryException;
import dev.telltale.alert.notify.Notifier;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.Channel;
import java.io.PrintStream;
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

  @Override
  public void send(AlertEvent event, Channel channel) throws DeliveryException {
    out.println(
        "ALERT "
            + event.getTriggeredAt().truncatedTo(ChronoUnit.SECONDS)
            + " "
            + AlertText.headline(event));
    if (out.checkError()) {
      throw DeliveryException.lasting("the console cannot be written to");
    }
  }
}
