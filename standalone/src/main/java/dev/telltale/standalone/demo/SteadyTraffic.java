// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.demo;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The bundled conversations over and over, each time with sessions of their own: an example agent
 * for an installation that has none yet.
 */
public final class SteadyTraffic implements AutoCloseable {
  private static final Duration FLUSH_WITHIN = Duration.ofSeconds(30);
  private static final Duration SAY_EVERY = Duration.ofMinutes(1);

  private final Script script = Script.bundled();
  private final String run;
  private final Duration pause;
  private final URI gateway;
  private final DeliveryCount count;
  private final ScriptedAgent agent;
  private final PrintWriter progress;
  private final InstantSource time;

  /**
   * Makes one; nothing is sent yet.
   *
   * @param gateway where OTLP over HTTP is taken, without a path
   * @param key the access key, if the gateway wants one
   * @param pause from one conversation to the next
   * @param progress for people
   */
  public SteadyTraffic(
      URI gateway, Optional<String> key, Duration pause, InstantSource time, PrintWriter progress) {
    OtlpHttpSpanExporterBuilder exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(gateway.resolve("/v1/traces").toString())
            .setCompression("gzip");
    key.ifPresent(value -> exporter.addHeader("Authorization", "Bearer " + value));
    this.count = new DeliveryCount(exporter.build());
    this.agent = new ScriptedAgent(script, count, time);
    this.gateway = gateway;
    this.pause = pause;
    this.time = time;
    this.progress = progress;
    this.run = Long.toString(time.instant().toEpochMilli(), Character.MAX_RADIX);
  }

  /** How many conversations there are before they begin anew. */
  public int conversations() {
    return script.conversations().size();
  }

  /**
   * Plays so many conversations, and returns when the last one was sent.
   *
   * @return how many spans did not arrive
   */
  public long play(long conversations) throws InterruptedException {
    say(
        String.format(
            Locale.ROOT,
            "conversations of %s to %s, one every %.1f s",
            script.agent().id(),
            gateway,
            pause.toMillis() / 1_000.0));
    List<Script.Conversation> all = script.conversations();
    Said said = new Said();
    for (long i = 0; i < conversations; i++) {
      Script.Conversation next = all.get((int) (i % all.size()));
      agent.play(next, run + '-' + i / all.size() + '-' + next.id());
      said.tell(i + 1);
      if (i + 1 < conversations) {
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      }
    }
    agent.flush(FLUSH_WITHIN);
    said.tell(conversations, true);
    return count.lost();
  }

  /** Sends what waits and ends. */
  @Override
  public void close() {
    agent.close();
  }

  private void say(String line) {
    progress.println("telltale: " + line);
    progress.flush();
  }

  /** Tells now and then; at once when spans begin to be lost. */
  private final class Said {
    private long at = time.millis();
    private long lost;

    void tell(long conversations) {
      tell(conversations, false);
    }

    void tell(long conversations, boolean anyway) {
      long lostNow = count.lost();
      boolean begins = lost == 0 && lostNow > 0;
      if (anyway || begins || time.millis() - at >= SAY_EVERY.toMillis()) {
        say(
            conversations
                + " conversations played, "
                + count.delivered()
                + " spans delivered"
                + (lostNow == 0
                    ? ""
                    : ", " + lostNow + " not (is the gateway up, and TELLTALE_API_KEY its key?)"));
        at = time.millis();
        lost = lostNow;
      }
    }
  }
}
