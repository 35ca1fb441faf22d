// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify.mail;

import static dev.telltale.alert.notify.SomeEvents.AT;
import static dev.telltale.alert.notify.SomeEvents.changed;
import static dev.telltale.alert.notify.SomeEvents.gathered;
import static dev.telltale.alert.notify.SomeEvents.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.telltale.alert.notify.AlertText.Fact;
import dev.telltale.alert.notify.DeliveryException;
import dev.telltale.alert.notify.Message;
import dev.telltale.alert.notify.Recipient;
import dev.telltale.alert.notify.mail.SmtpSettings.Encryption;
import dev.telltale.schemas.access.Member;
import dev.telltale.schemas.access.MemberKey;
import dev.telltale.schemas.access.Mute;
import dev.telltale.schemas.access.Role;
import dev.telltale.schemas.access.UnsubscribeToken;
import dev.telltale.schemas.access.UnsubscribeToken.Claim;
import dev.telltale.schemas.alert.AlertEvent;
import dev.telltale.schemas.alert.AlertRule;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.DeliveryOutcome;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MailNotifierTest {
  private static final String SECRET = "a-secret-of-the-installation";
  private static final Channel EMAIL = new Channel("email", null);
  private static final Channel ADA = new Channel("email", "ada");
  private static final Instant NOW = AT.plusSeconds(1);
  private static final Optional<UnsubscribeLinks> LINKS =
      Optional.of(new UnsubscribeLinks(URI.create("https://telltale.test/"), SECRET));

  private final Map<MemberKey, Member> members = new HashMap<>();
  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  @BeforeEach
  void start() {
    server.start();
    member("ada", "ada@shop.test");
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void aMailHasTextAndHtmlAndTellsWhatWasSeen() throws Exception {
    plain(LINKS).send(message(changed().setPValue(0.00041).build()), ADA);

    MimeMessage mail = only();
    assertThat(mail.getSubject())
        .isEqualTo(
            "User frustration (parcel-support): true rate rose by 45 % to 42 % (95 % interval 29"
                + " to 56 %, 50 labels) from 29 % over 1 h");
    assertThat(mail.getFrom()[0]).hasToString("telltale@shop.test");
    assertThat(mail.getAllRecipients()[0]).hasToString("ada@shop.test");
    assertThat(mail.getHeader("X-Telltale-Id", null)).isEqualTo("0123456789abcdef0123456789abcdef");
    assertThat(part(mail, 0, "text/plain")).isEqualToNormalizingNewlines(golden("alert.txt"));
    assertThat(part(mail, 1, "text/html"))
        .contains("Before</td>", "session-9", ">unsubscribe</a>")
        .doesNotContain("<img", "<script", "src=");
  }

  @Test
  void aMailCanBeUnsubscribedFromWithOneClickAndWithoutALogin() throws Exception {
    plain(LINKS).send(message(changed().build()), ADA);

    String link = only().getHeader("List-Unsubscribe", null).replaceAll("[<>]", "");
    assertThat(only().getHeader("List-Unsubscribe-Post", null))
        .isEqualTo("List-Unsubscribe=One-Click");
    assertThat(link).startsWith("https://telltale.test/unsubscribe/");
    assertThat(
            UnsubscribeToken.read(
                link.substring(link.lastIndexOf('/') + 1), SECRET.getBytes(StandardCharsets.UTF_8)))
        .contains(
            new Claim("shop", "ada", Optional.of("shop/parcel-support/user-frustration/too-many")));
  }

  @Test
  void withoutAPublicAddressTheMailNamesTheCommand() throws Exception {
    plain(Optional.empty()).send(message(changed().build()), ADA);

    assertThat(only().getHeader("List-Unsubscribe")).isNull();
    assertThat(part(only(), 0, "text/plain"))
        .contains("telltale alert mute parcel-support/user-frustration/too-many --member ada");
  }

  @Test
  void anOverviewCanBeUnsubscribedFromOnItsOwn() throws Exception {
    Message overview =
        Message.plain(
            "day-1",
            "shop",
            "shop on 2026-03-01: 1,204 labels",
            List.of(new Fact("user-frustration", "812 labels, +12 %")),
            List.of("1 alert fired"),
            Optional.empty(),
            AT);

    plain(LINKS).send(overview, ADA);

    String link = only().getHeader("List-Unsubscribe", null).replaceAll("[<>]", "");
    assertThat(
            UnsubscribeToken.read(
                link.substring(link.lastIndexOf('/') + 1), SECRET.getBytes(StandardCharsets.UTF_8)))
        .contains(new Claim("shop", "ada", Optional.empty()));
    assertThat(part(only(), 0, "text/plain")).contains("user-frustration:  812 labels, +12 %");
  }

  @Test
  void aMailOfManyAlertsEndsNoneOfThemWithOneClick() throws Exception {
    AlertRule other = AlertRule.newBuilder(changed().getRule()).setAlert("other").build();

    plain(LINKS).send(gathered(changed().build(), changed().setRule(other).build()), ADA);

    assertThat(only().getHeader("List-Unsubscribe")).isNull();
    assertThat(part(only(), 0, "text/plain"))
        .contains("- User frustration (parcel-support): true rate rose by 45 %")
        .contains("telltale alert mute AGENT/SIGNAL/ALERT --member ada");
  }

  @Test
  void theSameMailHasTheSameIdWhenItIsSentAgain() throws Exception {
    MailNotifier notifier = plain(LINKS);
    notifier.send(message(changed().build()), ADA);
    notifier.send(message(changed().build()), ADA);

    assertThat(server.getReceivedMessages())
        .hasSize(2)
        .extracting(mail -> mail.getHeader("Message-ID", null))
        .containsOnly("<0123456789abcdef0123456789abcdef.1789e@shop.test>");
  }

  @Test
  void namesCannotMakeMarkupOrHeaders() throws Exception {
    AlertEvent evil =
        changed()
            .setRule(
                AlertRule.newBuilder(changed().getRule())
                    .setName("<b>x</b>\r\nBcc: eve@evil.test")
                    .build())
            .setEvidence(List.of("<script>alert(1)</script>"))
            .build();

    plain(LINKS).send(message(evil), ADA);

    assertThat(only().getHeader("Bcc")).isNull();
    assertThat(only().getAllRecipients()).hasSize(1);
    assertThat(part(only(), 1, "text/html"))
        .contains("&lt;b&gt;x&lt;/b&gt;", "&lt;script&gt;")
        .doesNotContain("<b>", "<script");
  }

  @Test
  void everyMemberWithAnAddressGetsAMailOfTheirOwnUnlessMuted() {
    member("ben", "ben@shop.test", new Mute(null, null));
    member("cleo", "cleo@shop.test", new Mute("shop/parcel-support/user-frustration/other", null));
    member("dan", "dan@shop.test", new Mute(null, NOW.minusSeconds(1)));
    member(
        "eve",
        "eve@shop.test",
        new Mute("shop/parcel-support/user-frustration/too-many", NOW.plusSeconds(60)));
    member("team-channel", "");
    members.put(new MemberKey("other", "fay"), member("other", "fay", "fay@other.test", List.of()));

    assertThat(plain(LINKS).recipients(changed().build(), EMAIL))
        .extracting(
            recipient -> recipient.channel().getTarget().orElseThrow(),
            recipient -> recipient.withheld().map(Recipient.Withheld::reason).orElse("-"))
        .containsExactly(
            tuple("ada", "-"),
            tuple("ben", "all alerts muted"),
            tuple("cleo", "-"),
            tuple("dan", "-"),
            tuple("eve", "muted until 2026-03-01T12:02:31.250Z"));
  }

  @Test
  void aChannelWithATargetIsOneMember() {
    member("ben", "ben@shop.test");

    assertThat(plain(LINKS).recipients(changed().build(), new Channel("email", "ben")))
        .extracting(recipient -> recipient.channel().getTarget().orElseThrow())
        .containsExactly("ben");
    assertThat(
            plain(LINKS)
                .recipients(changed().build(), new Channel("email", "x@evil.test"))
                .get(0)
                .withheld())
        .contains(
            new Recipient.Withheld(
                DeliveryOutcome.FAILED, "project shop has no member x@evil.test with an address"));
  }

  @Test
  void withStartTlsTheMailGoesEncrypted() throws Exception {
    ServerCertificate certificate = new ServerCertificate();
    try (StartTlsServer front = new StartTlsServer(certificate.server(), port())) {
      SmtpSettings settings = settings(front.port(), Encryption.STARTTLS, Optional.empty());
      try (MailNotifier notifier =
          new MailNotifier(settings, () -> members, LINKS, SOON, () -> NOW, certificate.client())) {
        notifier.send(message(changed().build()), ADA);
      }

      assertThat(front.encrypted).hasValue(1);
      assertThat(only().getSubject()).contains("User frustration");
    }
  }

  @Test
  void aServerWithoutStartTlsGetsNoMail() {
    SmtpSettings settings = settings(port(), Encryption.STARTTLS, Optional.empty());
    DeliveryException failure =
        failure(new MailNotifier(settings, () -> members, LINKS, SOON, () -> NOW));

    assertThat(failure.isPassing()).isFalse();
    assertThat(failure)
        .hasMessage(
            "the mail server offers no STARTTLS (telltale.alerts.smtp.encryption: none sends"
                + " without)");
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void aCertificateThatNobodyKnowsIsNotTrusted() throws Exception {
    try (StartTlsServer front = new StartTlsServer(new ServerCertificate().server(), port())) {
      SmtpSettings settings = settings(front.port(), Encryption.STARTTLS, Optional.empty());
      DeliveryException failure =
          failure(new MailNotifier(settings, () -> members, LINKS, SOON, () -> NOW));

      assertThat(failure.isPassing()).isFalse();
      assertThat(failure).hasMessageContaining("certificate is not trusted");
    }
  }

  @Test
  void userAndPasswordAreGivenAndWrongOnesAreRefusedForGood() throws Exception {
    GreenMailUser user = server.setUser("ada@shop.test", "ada", "right");
    assertThat(user.getLogin()).isEqualTo("ada");
    server.getUserManager().setAuthRequired(true);
    SmtpSettings right = settings(port(), Encryption.NONE, Optional.of("right"));
    SmtpSettings wrong = settings(port(), Encryption.NONE, Optional.of("wrong"));

    new MailNotifier(right, () -> members, LINKS, SOON, () -> NOW)
        .send(message(changed().build()), ADA);
    DeliveryException failure =
        failure(new MailNotifier(wrong, () -> members, LINKS, SOON, () -> NOW));

    assertThat(server.getReceivedMessages()).hasSize(1);
    assertThat(failure.isPassing()).isFalse();
    assertThat(failure)
        .hasMessage("the mail server refused telltale.alerts.smtp.user and .password");
  }

  @Test
  void aServerThatHangsOrIsNotThereMayComeBack() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      SmtpSettings hanging = settings(silent.getLocalPort(), Encryption.NONE, Optional.empty());
      DeliveryException failure =
          failure(
              new MailNotifier(hanging, () -> members, LINKS, Duration.ofMillis(200), () -> NOW));

      assertThat(failure.isPassing()).isTrue();
    }
    SmtpSettings nowhere = settings(1, Encryption.NONE, Optional.empty());
    DeliveryException failure =
        failure(new MailNotifier(nowhere, () -> members, LINKS, SOON, () -> NOW));

    assertThat(failure.isPassing()).isTrue();
    assertThat(failure).hasMessageStartingWith("the mail server cannot be reached");
  }

  @Test
  void anAddressThatIsNoneIsRefusedWithoutBeingShown() {
    member("ada", "not an address");

    assertThat(failure(plain(LINKS))).hasMessage("the address of member ada is not valid");
  }

  /** Writes the page where a browser can be pointed at it: {@code -Dtelltale.page=FILE}. */
  @Test
  void thePageCanBeLookedAt() throws Exception {
    plain(LINKS).send(message(changed().setPValue(0.00041).build()), ADA);

    String page = part(only(), 1, "text/html");
    assertThat(page).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
    String file = System.getProperty("telltale.page");
    if (file != null) {
      Files.writeString(Path.of(file), page);
    }
  }

  private static final Duration SOON = Duration.ofSeconds(20);

  private int port() {
    return server.getSmtp().getPort();
  }

  private MailNotifier plain(Optional<UnsubscribeLinks> links) {
    return new MailNotifier(
        settings(port(), Encryption.NONE, Optional.empty()), () -> members, links, SOON, () -> NOW);
  }

  private static SmtpSettings settings(int port, Encryption encryption, Optional<String> password) {
    return new SmtpSettings(
        "localhost",
        port,
        encryption,
        password.map(secret -> "ada"),
        password,
        "telltale@shop.test");
  }

  private static DeliveryException failure(MailNotifier notifier) {
    return Objects.requireNonNull(
        catchThrowableOfType(
            DeliveryException.class, () -> notifier.send(message(changed().build()), ADA)));
  }

  private void member(String name, String address, Mute... mutes) {
    members.put(new MemberKey("shop", name), member("shop", name, address, List.of(mutes)));
  }

  private static Member member(String project, String name, String address, List<Mute> mutes) {
    return Member.newBuilder()
        .setProject(project)
        .setMember(name)
        .setAddress(address)
        .setRole(Role.VIEWER)
        .setMutes(mutes)
        .build();
  }

  private MimeMessage only() {
    MimeMessage[] mails = server.getReceivedMessages();
    assertThat(mails).hasSize(1);
    return mails[0];
  }

  private static String part(MimeMessage mail, int index, String type) throws Exception {
    BodyPart part = ((MimeMultipart) mail.getContent()).getBodyPart(index);
    assertThat(part.getContentType()).startsWith(type);
    return ((String) part.getContent()).replace("\r\n", "\n");
  }

  private static String golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(MailNotifierTest.class.getResourceAsStream("/mail/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
