// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.slack;

import static com.slack.api.model.block.Blocks.context;
import static com.slack.api.model.block.Blocks.section;
import static com.slack.api.model.block.composition.BlockCompositions.markdownText;

import com.slack.api.model.block.ContextBlockElement;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.composition.TextObject;
import dev.telltale.alert.notify.AlertText.Fact;
import dev.telltale.alert.notify.Message;
import dev.telltale.alert.notify.Message.More;
import dev.telltale.alert.notify.Message.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A message as Slack's blocks, with the headline as the text for where blocks are not shown.
 *
 * @param text the headline
 * @param blocks at most 50
 */
record SlackMessage(String text, List<LayoutBlock> blocks) {
  /** Slack refuses a whole message for one text that is too long; names and ids have no bound. */
  private static final int LONGEST_HEADLINE = 500;

  private static final int LONGEST_FACT = 350;
  private static final int LONGEST_LINE = 280;
  private static final int LONGEST_TARGET = 50;

  /** Slack takes ten fields in a section, and 3,000 characters in its text. */
  private static final int FACTS_IN_A_SECTION = 10;

  private static final int LINES_IN_A_SECTION = 10;

  static SlackMessage of(Message message) {
    String headline = shown(message.headline(), LONGEST_HEADLINE);
    List<LayoutBlock> blocks = new ArrayList<>();
    blocks.add(text(sign(message.tone()) + "*" + headline + "*"));
    for (List<Fact> facts : parts(message.facts(), FACTS_IN_A_SECTION)) {
      blocks.add(section(s -> s.fields(facts.stream().map(SlackMessage::field).toList())));
    }
    for (List<String> lines : parts(message.lines(), LINES_IN_A_SECTION)) {
      blocks.add(
          text(
              lines.stream()
                  .map(line -> "• " + shown(line, LONGEST_LINE))
                  .collect(Collectors.joining("\n"))));
    }
    if (!message.targets().isEmpty()) {
      blocks.add(text("*Targets*\n" + targets(message.targets())));
    }
    message.more().ifPresent(more -> blocks.add(text(link(more))));
    if (!message.notes().isEmpty()) {
      List<ContextBlockElement> notes = new ArrayList<>();
      message.notes().forEach(note -> notes.add(markdownText(shown(note, LONGEST_FACT))));
      blocks.add(context(c -> c.elements(notes)));
    }
    return new SlackMessage(headline, List.copyOf(blocks));
  }

  private static LayoutBlock text(String markdown) {
    return section(s -> s.text(markdownText(markdown)));
  }

  private static TextObject field(Fact fact) {
    return markdownText("*" + fact.name() + "*\n" + shown(fact.text(), LONGEST_FACT));
  }

  private static String sign(Tone tone) {
    return switch (tone) {
      case BAD -> ":red_circle: ";
      case GOOD -> ":large_green_circle: ";
      case PLAIN -> "";
    };
  }

  private static String link(More more) {
    return more.address()
        .map(address -> "<" + address + "|Open in " + shown(more.text(), LONGEST_FACT) + ">")
        .orElseGet(() -> "Show it: `" + shown(more.text(), LONGEST_FACT) + "`");
  }

  private static String targets(List<String> targets) {
    return targets.stream()
        .map(target -> "`" + shown(target.replace('`', '\''), LONGEST_TARGET) + "`")
        .collect(Collectors.joining(" "));
  }

  private static <T> List<List<T>> parts(List<T> whole, int size) {
    List<List<T>> parts = new ArrayList<>();
    for (int from = 0; from < whole.size(); from += size) {
      parts.add(whole.subList(from, Math.min(whole.size(), from + size)));
    }
    return parts;
  }

  /** Text that Slack shows as it is: no mention, link or entity. */
  private static String shown(String text, int longest) {
    String whole = text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    return whole.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
