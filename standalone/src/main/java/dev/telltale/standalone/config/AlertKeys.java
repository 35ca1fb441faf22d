// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.config;

import dev.telltale.alert.notify.mail.SmtpSettings;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of the alert stream with their defaults: telltale.alerts. */
public interface AlertKeys {
  /** From one window's end to the next. */
  @WithDefault("1m")
  Duration interval();

  /** How long after its end a window is evaluated. */
  @WithDefault("30s")
  Duration settle();

  /** How long after its end a window may still be evaluated. */
  @WithDefault("5m")
  Duration staleAfter();

  /** Threads that evaluate. */
  @WithDefault("1")
  int threads();

  /** Names this instance, so that its partitions wait for it while it restarts. */
  Optional<String> instanceId();

  /**
   * Where rules without channels are told: kind, or kind:target, joined by commas. If it is not
   * set, the console, and by e-mail where smtp is set.
   */
  Optional<List<String>> defaultChannels();

  /** Whose people are told when windows are evaluated too late. */
  @WithDefault("default")
  String pipelineProject();

  /** Where they are told; the default channels if it is not set. */
  Optional<List<String>> pipelineChannels();

  /** A Slack incoming webhook. */
  Optional<URI> slackWebhook();

  /** A Slack bot's token; it posts to the channel that a rule names. */
  Optional<String> slackToken();

  /** Where the bot posts when a rule names no channel: an id, or a name with #. */
  Optional<String> slackChannel();

  /** Where Slack's methods are. */
  @WithDefault("https://slack.com/api/")
  URI slackApiUrl();

  /** A mail server; without a host there is no e-mail. */
  Smtp smtp();

  /**
   * Receivers of signed messages by name, in the file; rules name one as their channel's target.
   */
  Map<String, Webhook> webhooks();

  /** An Alertmanager, such as http://127.0.0.1:9093. */
  Optional<URI> alertmanagerUrl();

  /** Of one request to a channel. */
  @WithDefault("10s")
  Duration deliveryTimeout();

  /** How often a message is tried. */
  @WithDefault("6")
  int deliveryAttempts();

  /** Before the second attempt; doubles from there on. */
  @WithDefault("1s")
  Duration deliveryPause();

  /** Events older than this are recorded and not sent. */
  @WithDefault("24h")
  Duration deliverWithin();

  /** Most messages a minute for one channel that people read; others wait. */
  @WithDefault("20")
  int perMinute();

  /** So many messages of a minute go out on their own, the rest as one that lists them. */
  @WithDefault("10")
  int digestAfter();

  /** So many messages in a row given up switch a channel off. */
  @WithDefault("5")
  int offAfter();

  /** After this long a channel that is off gets one message to try. */
  @WithDefault("1h")
  Duration offFor();

  /** A mail server. */
  interface Smtp {
    /** Its name. */
    Optional<String> host();

    /** Its port; 465 is usual for tls. */
    @WithDefault("587")
    int port();

    /** starttls, tls, or none: plain, for a server on the same machine. */
    @WithDefault("starttls")
    SmtpSettings.Encryption encryption();

    /** For servers that ask for one. */
    Optional<String> user();

    /** The user's. */
    Optional<String> password();

    /** The sender's address. */
    Optional<String> from();
  }

  /** A receiver of signed messages. */
  interface Webhook {
    /** An http or https address. */
    URI url();

    /** Signs: 16 characters or more; the environment may have it too. */
    String secret();
  }
}
