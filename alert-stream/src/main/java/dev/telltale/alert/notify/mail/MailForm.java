// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telltale.alert.notify.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.URI;
import java.util.Date;
import java.util.Optional;

/**
 * A message as a mail: text and HTML, and what mail programs need to offer a button that
 * unsubscribes.
 *
 * @param from the sender's address
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8058">RFC 8058: one-click unsubscribe</a>
 */
record MailForm(String from, Optional<UnsubscribeLinks> links) {
  private static final int LONGEST_SUBJECT = 180;

  MimeMessage of(Message message, String member, InternetAddress to, Session session)
      throws MessagingException {
    Farewell farewell = Farewell.of(message, member, links);
    MimeMessage mail = new Identified(session, id(message, member));
    mail.setFrom(new InternetAddress(from, true));
    mail.setRecipient(jakarta.mail.Message.RecipientType.TO, to);
    mail.setSubject(subject(message.headline()), UTF_8.name());
    mail.setSentDate(Date.from(message.at()));
    mail.setHeader("Auto-Submitted", "auto-generated");
    mail.setHeader("X-Telltale-Id", message.id());
    if (farewell.link().isPresent()) {
      URI link = farewell.link().get();
      mail.setHeader("List-Unsubscribe", "<" + link + ">");
      mail.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    MimeBodyPart text = new MimeBodyPart();
    text.setText(MailText.of(message, farewell), UTF_8.name());
    MimeBodyPart html = new MimeBodyPart();
    html.setText(MailHtml.of(message, farewell), UTF_8.name(), "html");
    mail.setContent(new MimeMultipart("alternative", text, html));
    mail.saveChanges();
    return mail;
  }

  /** The same when it is sent again, so that mail programs show one of the two. */
  private String id(Message message, String member) {
    String domain = from.substring(from.lastIndexOf('@') + 1).replaceAll("[^A-Za-z0-9.-]", "");
    return "<" + message.id() + "." + Integer.toHexString(member.hashCode()) + "@" + domain + ">";
  }

  private static String subject(String headline) {
    return headline.length() <= LONGEST_SUBJECT
        ? headline
        : headline.substring(0, LONGEST_SUBJECT - 1) + "…";
  }

  /** Jakarta Mail makes a new id for each mail else. */
  private static final class Identified extends MimeMessage {
    private final String id;

    Identified(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
