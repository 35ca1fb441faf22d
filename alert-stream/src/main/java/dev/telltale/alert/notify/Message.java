// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import dev.telltale.schemas.alert.AlertEvent;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What people are told, ready for every channel. Never content of a conversation.
 *
 * @param id the same when it is sent again; an event's message has the event's id
 * @param project whose members may read it
 * @param tone how it looks
 * @param headline the whole of it in one line
 * @param facts name and text
 * @param lines a list, such as the alerts that it tells of
 * @param targets evidence
 * @param notes sentences at its end
 * @param more where there is more to see
 * @param events of which it tells; none of an overview
 * @param at when it came to be
 */
public record Message(
    String id,
    String project,
    Tone tone,
    String headline,
    List<AlertText.Fact> facts,
    List<String> lines,
    List<String> targets,
    List<String> notes,
    Optional<More> more,
    List<AlertEvent> events,
    Instant at) {

  /** How a message looks. */
  public enum Tone {
    /** Something got worse. */
    BAD,
    /** It is well again. */
    GOOD,
    /** Neither. */
    PLAIN
  }

  /**
   * Where there is more to see.
   *
   * @param text a command, or what the address leads to
   * @param address absent when the text is a command
   */
  public record More(String text, Optional<URI> address) {}

  /** Copies its lists. */
  public Message {
    facts = List.copyOf(facts);
    lines = List.copyOf(lines);
    targets = List.copyOf(targets);
    notes = List.copyOf(notes);
    events = List.copyOf(events);
  }

  /** A message that tells of no event, such as a daily overview. */
  public static Message plain(
      String id,
      String project,
      String headline,
      List<AlertText.Fact> facts,
      List<String> lines,
      Optional<More> more,
      Instant at) {
    return new Message(
        id, project, Tone.PLAIN, headline, facts, lines, List.of(), List.of(), more, List.of(), at);
  }
}
