// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.mail;

import dev.telltale.alert.notify.DeliveryException;
import dev.telltale.alert.notify.Message;
import dev.telltale.alert.notify.Notifier;
import dev.telltale.alert.notify.Recipient;
import dev.telltale.schemas.access.Member;
import dev.telltale.schemas.access.MemberKey;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.Channel;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends mail, one to each member of a project, to the address that the member has at that moment. A
 * message is recorded with the member's name; addresses are in no log, detail or exception.
 */
public final class MailNotifier implements Notifier {
  private static final Logger LOGGER = LoggerFactory.getLogger(MailNotifier.class);

  private final SmtpSettings settings;
  private final Mailbox mailbox;
  private final MailForm form;
  private final InstantSource time;
  private final Session session;

  /**
   * Makes a notifier; nothing is sent yet.
   *
   * @param members of all projects, as they are now
   * @param links with which members unsubscribe; absent: mails name the command that does
   * @param timeout of connecting, and of each wait for an answer
   */
  public MailNotifier(
      SmtpSettings settings,
      Supplier<Map<MemberKey, Member>> members,
      Optional<UnsubscribeLinks> links,
      Duration timeout,
      InstantSource time) {
    this(settings, members, links, timeout, time, null);
  }

  /** With somebody else's idea of whom to trust. */
  MailNotifier(
      SmtpSettings settings,
      Supplier<Map<MemberKey, Member>> members,
      Optional<UnsubscribeLinks> links,
      Duration timeout,
      InstantSource time,
      @Nullable SSLSocketFactory trust) {
    this.settings = settings;
    this.mailbox = new Mailbox(members);
    this.form = new MailForm(settings.from(), links);
    this.time = time;
    this.session = Session.getInstance(properties(settings, timeout, trust));
  }

  @Override
  public String name() {
    return Mailbox.KIND;
  }

  @Override
  public boolean serves(Channel channel) {
    return channel.getKind().equals(Mailbox.KIND);
  }

  @Override
  public List<Recipient> recipients(AlertEvent event, Channel channel) {
    return mailbox.recipients(event, channel, time.instant());
  }

  /** Sends a mail to the member whom the channel's target names. */
  @Override
  public void send(Message message, Channel channel) throws DeliveryException {
    String member = channel.getTarget().orElse("");
    String address =
        mailbox
            .address(message.project(), member)
            .orElseThrow(
                () -> DeliveryException.lasting("member " + member + " has no address any more"));
    try {
      MimeMessage mail = form.of(message, member, recipient(address, member), session);
      send(mail, session.getTransport("smtp"));
    } catch (MessagingException e) {
      throw MailRefusal.of(e);
    }
  }

  private void send(MimeMessage mail, Transport transport) throws MessagingException {
    try {
      transport.connect(
          settings.host(),
          settings.port(),
          settings.user().orElse(null),
          settings.password().orElse(null));
      transport.sendMessage(mail, mail.getAllRecipients());
    } finally {
      leave(transport);
    }
  }

  /** A server that hangs up before it says goodbye has taken the mail all the same. */
  private static void leave(Transport transport) {
    try {
      transport.close();
    } catch (MessagingException e) {
      LOGGER.atDebug().addKeyValue("error", e.getMessage()).log("mail server left without a word");
    }
  }

  private static InternetAddress recipient(String address, String member) throws DeliveryException {
    try {
      InternetAddress parsed = new InternetAddress(address, true);
      parsed.validate();
      return parsed;
    } catch (AddressException e) {
      throw DeliveryException.lasting("the address of member " + member + " is not valid");
    }
  }

  private static Properties properties(
      SmtpSettings settings, Duration timeout, @Nullable SSLSocketFactory trust) {
    String millis = Long.toString(timeout.toMillis());
    Properties properties = new Properties();
    properties.put("mail.smtp.auth", Boolean.toString(settings.user().isPresent()));
    properties.put("mail.smtp.connectiontimeout", millis);
    properties.put("mail.smtp.timeout", millis);
    properties.put("mail.smtp.writetimeout", millis);
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    switch (settings.encryption()) {
      case STARTTLS -> {
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.starttls.required", "true");
      }
      case TLS -> properties.put("mail.smtp.ssl.enable", "true");
      case NONE -> {}
    }
    if (trust != null) {
      properties.put("mail.smtp.ssl.socketFactory", trust);
    }
    return properties;
  }
}
