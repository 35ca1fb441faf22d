// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.notify;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static dev.telltale.alert.notify.SomeEvents.fired;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.telltale.alert.notify.alertmanager.AlertmanagerNotifier;
import dev.telltale.alert.notify.mail.MailNotifier;
import dev.telltale.alert.notify.mail.SmtpSettings;
import dev.telltale.alert.notify.webhook.WebhookNotifier;
import dev.telltale.alert.notify.webhook.WebhookTarget;
import dev.telltale.schemas.access.Member;
import dev.telltale.schemas.access.MemberKey;
import dev.telltale.schemas.access.Mute;
import dev.telltale.schemas.access.Role;
import dev.telltale.schemas.alert.Channel;
import dev.telltale.schemas.alert.Delivery;
import dev.telltale.schemas.alert.DeliveryOutcome;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Receivers that refuse, hang, ask for a pause, and come back. */
class ChannelsThatComeBackTest {
  private static final Channel EMAIL = new Channel("email", null);
  private static final Patience UNTIRING =
      new Patience(500, Duration.ofMillis(20), Duration.ofMillis(50));

  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(options().dynamicPort().jettyAcceptors(1).bindAddress("127.0.0.1"))
          .build();

  private final FakeTopics topics = new FakeTopics();
  private final Map<MemberKey, Member> members = new HashMap<>();

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void everyMemberGetsOneMailAlthoughTheServerWasAway() throws Exception {
    member("ada");
    member("ben");
    member("cleo", new Mute(null, null));
    topics.append(fired("e1", EMAIL));
    topics.append(fired("e2", EMAIL));
    GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    server.start();
    try (Gate gate = new Gate(server.getSmtp().getPort())) {
      topics.start(mail(gate.port()), UNTIRING);
      await().until(() -> gate.refused.get() >= 3);
      gate.open = true;

      assertThat(topics.awaitDeliveries(6))
          .extracting(
              Delivery::getEventId,
              delivery -> delivery.getChannel().getTarget().orElseThrow(),
              Delivery::getOutcome)
          .containsExactlyInAnyOrder(
              tuple("e1", "ada", DeliveryOutcome.DELIVERED),
              tuple("e1", "ben", DeliveryOutcome.DELIVERED),
              tuple("e1", "cleo", DeliveryOutcome.MUTED),
              tuple("e2", "ada", DeliveryOutcome.DELIVERED),
              tuple("e2", "ben", DeliveryOutcome.DELIVERED),
              tuple("e2", "cleo", DeliveryOutcome.MUTED));
      assertThat(server.getReceivedMessages()).hasSize(4);
      topics.awaitCommitted(2);
    } finally {
      server.stop();
    }
  }

  @Test
  void afterACrashOnlyTheMembersWhoHaveNoMailYetGetOne() {
    member("ada");
    member("ben");
    topics.recorded(fired("e1", EMAIL), new Channel("email", "ada"), DeliveryOutcome.DELIVERED);
    topics.append(fired("e1", EMAIL));
    GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    server.start();
    try {
      topics.start(mail(server.getSmtp().getPort()), UNTIRING);
      topics.awaitDeliveries(1);

      assertThat(Arrays.stream(server.getReceivedMessages()).map(ChannelsThatComeBackTest::to))
          .containsExactly("ben@shop.test");
    } finally {
      server.stop();
    }
  }

  @Test
  void aProjectWithoutAddressesIsRecordedAndSwitchesNothingOff() {
    for (int i = 1; i <= 5; i++) {
      topics.append(fired("e" + i, EMAIL));
    }
    topics.start(mail(1), UNTIRING);

    assertThat(topics.awaitDeliveries(5))
        .extracting(Delivery::getOutcome, Delivery::getAttempts, Delivery::getDetail)
        .containsOnly(
            tuple(DeliveryOutcome.FAILED, 0, "project shop has no member with an address"));
    assertThat(topics.off).isZero();
  }

  @Test
  void aWebhookThatFailsInEveryWayGetsEachEventOnceInTheEnd() {
    answers(
        aResponse().withStatus(500),
        aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
        aResponse().withStatus(429).withHeader("Retry-After", "1"),
        ok().withFixedDelay(5_000),
        ok());
    topics.append(fired("e1", new Channel("webhook", "ops")));
    topics.append(fired("e2", new Channel("webhook", "ops")));
    topics.start(
        new WebhookNotifier(
            Map.of("ops", new WebhookTarget(URI.create(SERVER.baseUrl()), "0123456789abcdef")),
            Duration.ofMillis(700),
            () -> FakeTopics.NOW),
        UNTIRING);

    assertThat(topics.awaitDeliveries(2))
        .extracting(Delivery::getEventId, Delivery::getOutcome, Delivery::getAttempts)
        .containsExactly(
            tuple("e1", DeliveryOutcome.DELIVERED, 5), tuple("e2", DeliveryOutcome.DELIVERED, 1));
    assertThat(SERVER.findAll(postRequestedFor(anyUrl())))
        .extracting(request -> request.getHeader("Telltale-Id"))
        .startsWith("e1")
        .endsWith("e2");
    assertThat(topics.metrics).containsExactly("webhook DELIVERED", "webhook DELIVERED");
  }

  @Test
  void anAlertmanagerThatComesBackGetsTheAlert() {
    answers(aResponse().withStatus(503), aResponse().withStatus(503), ok());
    topics.append(fired("e1", new Channel("alertmanager", null)));
    topics.start(
        new AlertmanagerNotifier(Optional.of(URI.create(SERVER.baseUrl())), Duration.ofSeconds(20)),
        UNTIRING);

    assertThat(topics.awaitDeliveries(1))
        .extracting(Delivery::getOutcome, Delivery::getAttempts)
        .containsExactly(tuple(DeliveryOutcome.DELIVERED, 3));
  }

  /** Takes connections and ends them; once it is open it leads to the server behind. */
  private static final class Gate implements AutoCloseable {
    private final AtomicInteger refused = new AtomicInteger();
    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int behind;
    private volatile boolean open;

    Gate(int behind) throws IOException {
      this.behind = behind;
      this.listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      threads.execute(this::accept);
    }

    int port() {
      return listening.getLocalPort();
    }

    private void accept() {
      while (!listening.isClosed()) {
        try {
          Socket client = listening.accept();
          if (open) {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), behind);
            threads.execute(() -> copy(client, server));
            threads.execute(() -> copy(server, client));
          } else {
            client.close();
            refused.incrementAndGet();
          }
        } catch (IOException e) {
          return;
        }
      }
    }

    private static void copy(Socket from, Socket to) {
      try (from;
          to) {
        from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException e) {
        // One of the two has ended.
      }
    }

    @Override
    public void close() throws IOException {
      listening.close();
      threads.shutdownNow();
    }
  }

  private MailNotifier mail(int port) {
    return new MailNotifier(
        new SmtpSettings(
            "127.0.0.1",
            port,
            SmtpSettings.Encryption.NONE,
            Optional.empty(),
            Optional.empty(),
            "telltale@shop.test"),
        () -> members,
        Optional.empty(),
        Duration.ofSeconds(20),
        () -> FakeTopics.NOW);
  }

  private void member(String name, Mute... mutes) {
    members.put(
        new MemberKey("shop", name),
        Member.newBuilder()
            .setProject("shop")
            .setMember(name)
            .setAddress(name + "@shop.test")
            .setRole(Role.VIEWER)
            .setMutes(List.of(mutes))
            .build());
  }

  private static String to(MimeMessage mail) {
    try {
      return mail.getAllRecipients()[0].toString();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answers(ResponseDefinitionBuilder... inTurn) {
    String state = STARTED;
    for (int i = 0; i < inTurn.length; i++) {
      String next = i + 1 < inTurn.length ? "answered " + (i + 1) : state;
      SERVER.stubFor(
          post(anyUrl())
              .inScenario("receiver")
              .whenScenarioStateIs(state)
              .willSetStateTo(next)
              .willReturn(inTurn[i]));
      state = next;
    }
  }
}
