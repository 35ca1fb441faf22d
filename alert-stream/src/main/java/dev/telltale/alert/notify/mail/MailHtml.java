// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.mail;

import dev.telltale.alert.notify.AlertText.Fact;
import dev.telltale.alert.notify.Message;
import dev.telltale.alert.notify.Message.More;
import java.util.stream.Collectors;

/**
 * A message as a page that stands for itself: no pictures, scripts or addresses of others, styles
 * beside each element, as mail programs drop the rest.
 */
final class MailHtml {
  private static final String SMALL = "color:#57606a;font-size:13px;line-height:1.5";
  private static final String CODE = "font-family:ui-monospace,Menlo,Consolas,monospace";

  private MailHtml() {}

  static String of(Message message, Farewell farewell) {
    String color = color(message);
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>%s</title>
        </head>
        <body style="margin:0;padding:24px;background:#f6f8fa;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#1f2328">
        <div style="max-width:640px;margin:0 auto;background:#ffffff;border:1px solid #d0d7de;border-top:4px solid %s;border-radius:6px;padding:24px">
        <p style="margin:0 0 4px;%s">Telltale · %s</p>
        <h1 style="margin:0 0 20px;font-size:19px;line-height:1.4">%s</h1>
        """
            .formatted(
                escaped(message.headline()),
                color,
                SMALL,
                escaped(message.project()),
                unbroken(escaped(message.headline())))
        + facts(message)
        + lines(message)
        + targets(message)
        + message.more().map(more -> more(more, color)).orElse("")
        + notes(message)
        + "</div>\n"
        + "<p style=\"max-width:640px;margin:16px auto 0;%s\">".formatted(SMALL)
        + escaped(farewell.text())
        + farewell
            .link()
            .map(link -> " <a href=\"" + escaped(link.toString()) + "\">unsubscribe</a>")
            .orElse("")
        + "</p>\n</body>\n</html>\n";
  }

  private static String facts(Message message) {
    if (message.facts().isEmpty()) {
      return "";
    }
    return message.facts().stream()
        .map(MailHtml::row)
        .collect(
            Collectors.joining(
                "",
                "<table style=\"border-collapse:collapse;width:100%;font-size:14px\">\n",
                "</table>\n"));
  }

  private static String row(Fact fact) {
    String cell = "padding:6px 12px 6px 0;border-bottom:1px solid #eaeef2;vertical-align:top";
    return "<tr><td style=\"%s;color:#57606a;white-space:nowrap\">%s</td><td style=\"%s\">%s</td></tr>\n"
        .formatted(cell, escaped(fact.name()), cell, escaped(fact.text()));
  }

  private static String lines(Message message) {
    if (message.lines().isEmpty()) {
      return "";
    }
    return message.lines().stream()
        .map(line -> "<li style=\"margin:0 0 8px\">" + escaped(line) + "</li>\n")
        .collect(
            Collectors.joining(
                "",
                "<ul style=\"margin:16px 0 0;padding-left:20px;font-size:14px;line-height:1.5\">\n",
                "</ul>\n"));
  }

  private static String targets(Message message) {
    if (message.targets().isEmpty()) {
      return "";
    }
    return message.targets().stream()
        .map(target -> "<span style=\"" + CODE + "\">" + escaped(target) + "</span>")
        .collect(
            Collectors.joining(
                "<br>\n",
                "<p style=\"margin:20px 0 0;font-size:13px;line-height:1.6\"><span"
                    + " style=\"color:#57606a\">Targets, newest first</span><br>\n",
                "</p>\n"));
  }

  private static String more(More more, String color) {
    return more.address()
        .map(
            address ->
                "<p style=\"margin:20px 0 0\"><a href=\"%s\" style=\"display:inline-block;background:%s;color:#ffffff;text-decoration:none;padding:9px 16px;border-radius:6px;font-size:14px\">Open in %s</a></p>\n"
                    .formatted(escaped(address.toString()), color, escaped(more.text())))
        .orElseGet(
            () ->
                "<p style=\"margin:20px 0 0;font-size:14px\">Show it: <span style=\"%s;background:#f6f8fa;padding:3px 6px\">%s</span></p>\n"
                    .formatted(CODE, escaped(more.text())));
  }

  private static String notes(Message message) {
    return message.notes().stream()
        .map(note -> "<p style=\"margin:16px 0 0;%s\">%s</p>\n".formatted(SMALL, escaped(note)))
        .collect(Collectors.joining());
  }

  private static String color(Message message) {
    return switch (message.tone()) {
      case BAD -> "#cf222e";
      case GOOD -> "#1a7f37";
      case PLAIN -> "#0969da";
    };
  }

  /** Keeps a number and its unit on one line. */
  private static String unbroken(String text) {
    return text.replaceAll("(?<=\\d) (?=%|h\\b|min\\b|s\\b)", "&nbsp;");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
