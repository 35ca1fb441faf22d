// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.slack;

import static com.slack.api.model.block.Blocks.context;
import static com.slack.api.model.block.Blocks.section;
import static com.slack.api.model.block.composition.BlockCompositions.markdownText;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.composition.TextObject;
import com.slack.api.webhook.Payload;
import dev.telltale.alert.notify.AlertText;
import dev.telltale.alert.notify.AlertText.Fact;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.RuleSentence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An event as Slack's blocks, with the headline as the text for where blocks are not shown. */
final class SlackMessage {
  /** Slack refuses a whole message for one text that is too long; names and ids have no bound. */
  private static final int LONGEST_HEADLINE = 500;

  private static final int LONGEST_FACT = 350;
  private static final int LONGEST_TARGET = 50;

  private SlackMessage() {}

  static Payload of(AlertEvent event) {
    String headline = shown(AlertText.headline(event), LONGEST_HEADLINE);
    List<TextObject> facts = new ArrayList<>();
    for (Fact fact : AlertText.facts(event)) {
      facts.add(markdownText("*" + fact.name() + "*\n" + shown(fact.text(), LONGEST_FACT)));
    }
    List<LayoutBlock> blocks = new ArrayList<>();
    blocks.add(section(s -> s.text(markdownText("*" + headline + "*"))));
    blocks.add(section(s -> s.fields(facts)));
    if (!event.getEvidence().isEmpty()) {
      blocks.add(section(s -> s.text(markdownText("*Targets*\n" + targets(event)))));
    }
    String sentence = shown(RuleSentence.of(event.getRule()), LONGEST_FACT);
    blocks.add(context(c -> c.elements(List.of(markdownText("This alert " + sentence + ".")))));
    return Payload.builder().text(headline).blocks(blocks).build();
  }

  private static String targets(AlertEvent event) {
    return event.getEvidence().stream()
        .map(target -> "`" + shown(target.replace('`', '\''), LONGEST_TARGET) + "`")
        .collect(Collectors.joining(" "));
  }

  /** Text that Slack shows as it is: no mention, link or entity. */
  private static String shown(String text, int longest) {
    String whole = text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    return whole.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
