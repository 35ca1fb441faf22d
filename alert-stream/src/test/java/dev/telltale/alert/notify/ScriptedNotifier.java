// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.Channel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Does with each message what its script says, the last line again and again; null is success. */
class ScriptedNotifier implements Notifier {
  /** The events of the messages that were taken. */
  final List<AlertEvent> sent = new CopyOnWriteArrayList<>();

  final List<Message> messages = new CopyOnWriteArrayList<>();
  final AtomicInteger attempts = new AtomicInteger();
  private final String kind;
  private final @Nullable DeliveryException[] script;

  ScriptedNotifier(String kind, @Nullable DeliveryException... script) {
    this.kind = kind;
    this.script = script.clone();
  }

  @Override
  public String name() {
    return kind;
  }

  @Override
  public boolean serves(Channel channel) {
    return channel.getKind().equals(kind);
  }

  @Override
  public void send(Message message, Channel channel) throws DeliveryException {
    int attempt = attempts.getAndIncrement();
    DeliveryException failure =
        script.length == 0 ? null : script[Math.min(attempt, script.length - 1)];
    if (failure != null) {
      throw failure;
    }
    messages.add(message);
    sent.addAll(message.events());
  }
}
