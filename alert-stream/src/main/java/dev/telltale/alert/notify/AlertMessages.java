// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.AlertEvent;
import java.util.List;
import java.util.Optional;

/**
 * Events into messages.
 *
 * @param more where each event leads to
 */
record AlertMessages(MoreToSee more) {
  private static final int LISTED = 50;

  Message of(AlertEvent event) {
    return new Message(
        event.getEventId(),
        event.getRule().getProject(),
        tone(event),
        AlertText.headline(event),
        AlertText.facts(event),
        List.of(),
        event.getEvidence(),
        AlertText.notes(event),
        more.of(event),
        List.of(event),
        event.getTriggeredAt());
  }

  /** One message for two or more; it has the id of the first. */
  Message gathered(List<AlertEvent> events) {
    AlertEvent first = events.get(0);
    List<String> lines = events.stream().limit(LISTED).map(AlertText::headline).toList();
    Message.Tone tone =
        events.stream().anyMatch(event -> tone(event) == Message.Tone.BAD)
            ? Message.Tone.BAD
            : Message.Tone.PLAIN;
    return new Message(
        first.getEventId(),
        first.getRule().getProject(),
        tone,
        events.size() + " more messages of alerts at once",
        List.of(),
        lines,
        List.of(),
        notes(events.size() - lines.size()),
        // A command shows one alert, and here are many.
        more.of(first).filter(way -> way.address().isPresent()).or(AlertMessages::all),
        events,
        first.getTriggeredAt());
  }

  private static Optional<Message.More> all() {
    return Optional.of(new Message.More("telltale alert list", Optional.empty()));
  }

  private static List<String> notes(int left) {
    String why = "They came together, so they are told in one message.";
    return left > 0 ? List.of("And " + left + " more that are not listed.", why) : List.of(why);
  }

  private static Message.Tone tone(AlertEvent event) {
    return switch (event.getTransition()) {
      case FIRED, NO_DATA -> Message.Tone.BAD;
      case RECOVERED -> Message.Tone.GOOD;
      case TEST -> Message.Tone.PLAIN;
    };
  }
}
