// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Traffic through the whole line, from the exporter to the message: defines the bundled signals and
 * alerts for every agent of the traffic, sends it, and waits until everything that was sent is
 * stored, closed, judged and told.
 */
public final class Demo {
  /** The demo's short times; under five minutes windows exist only here. */
  public static final Map<String, String> PROFILE =
      Map.of(
          "telltale.classifier.root-quiet", "2s",
          "telltale.classifier.trace-idle", "10s",
          "telltale.classifier.session-idle", "20s",
          "telltale.alerts.interval", "10s",
          "telltale.alerts.settle", "3s",
          "telltale.control-plane.short-windows", "true");

  private static final String SIGNALS = "/demo/signals.yaml";
  private static final String SIGNALS_AGENT = "parcel-support";
  private static final Duration SIGNALS_SETTLE = Duration.ofSeconds(11);
  private static final Duration QUIET = Duration.ofSeconds(4);
  private static final Duration LAST_EVALUATION = Duration.ofSeconds(15);
  private static final Duration STORED_WITHIN = Duration.ofMinutes(2);
  private static final Duration CLOSED_WITHIN = Duration.ofMinutes(5);
  private static final Duration JUDGED_WITHIN = Duration.ofMinutes(20);
  private static final Duration TOLD_WITHIN = Duration.ofMinutes(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI gateway;
  private final URI api;
  private final Ledger ledger;
  private final PrintWriter progress;

  /**
   * Takes a running line.
   *
   * @param gateway where OTLP over HTTP is taken
   * @param api where definitions are taken
   * @param progress for people
   */
  public Demo(URI gateway, URI api, Ledger ledger, PrintWriter progress) {
    this.gateway = gateway;
    this.api = api;
    this.ledger = ledger;
    this.progress = progress;
  }

  /** Runs it; takes a minute or more. Prints the report and gives the account. */
  public Report run(Traffic traffic) throws InterruptedException {
    say("traffic: " + traffic.description());
    apply(traffic.agents());
    say("signals and alerts are defined; they take effect in " + SIGNALS_SETTLE.toSeconds() + " s");
    TimeUnit.MILLISECONDS.sleep(SIGNALS_SETTLE.toMillis());
    long start = System.nanoTime();
    say("sending " + traffic.spans() + " spans to " + gateway);
    Watch watch = new Watch(start, traffic.spans());
    List<SpanRef> sent = traffic.send(gateway, watch::tell);
    List<String> problems = new ArrayList<>();
    if (!watch.until(STORED_WITHIN, () -> ledger.missing(sent).isEmpty())) {
      problems.add(
          ledger.missing(sent).size() + " spans that were sent are not in the topic of spans");
    }
    if (!watch.until(CLOSED_WITHIN, () -> ledger.closed(sent, traffic.sessions()))) {
      problems.add(
          "some traces or sessions were not closed within "
              + CLOSED_WITHIN.toMinutes()
              + " minutes");
    }
    if (!watch.until(JUDGED_WITHIN, () -> ledger.judged(QUIET))) {
      problems.add("some requests have no verdict after " + JUDGED_WITHIN.toMinutes() + " minutes");
    }
    watch.until(
        TOLD_WITHIN,
        () -> ledger.sinceLastVerdict().compareTo(LAST_EVALUATION) > 0 && ledger.told());
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    Account account = ledger.account(sent.size(), took);
    return new Report(
        account, Tally.of(ledger.verdicts(), traffic.truth()), ledger.alertEvents(), problems);
  }

  private void apply(List<String> agents) throws InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    for (String agent : agents) {
      body.withArray("files")
          .addObject()
          .put("name", "demo/signals.yaml")
          .put(
              "content",
              signals().replace("agent: " + SIGNALS_AGENT, "agent: " + JSON.valueToTree(agent)));
    }
    HttpRequest request =
        HttpRequest.newBuilder(api.resolve("/api/v1/apply"))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    try {
      HttpResponse<String> response =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .build()
              .send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException("the bundled signals are refused: " + response.body());
      }
    } catch (IOException e) {
      throw new IllegalStateException("the API at " + api + " cannot be reached", e);
    }
  }

  private static String signals() {
    try (InputStream in =
        Objects.requireNonNull(Demo.class.getResourceAsStream(SIGNALS), SIGNALS)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the bundled signals cannot be read", e);
    }
  }

  private void say(String line) {
    progress.println(line);
    progress.flush();
  }

  /** Waits for conditions, and tells every two seconds how far it is. */
  private final class Watch {
    private static final long STEP_MS = 100;
    private final long start;
    private final int toSend;
    private long saidAt = System.nanoTime();

    Watch(long start, int toSend) {
      this.start = start;
      this.toSend = toSend;
    }

    boolean until(Duration atMost, BooleanSupplier condition) throws InterruptedException {
      long end = System.nanoTime() + atMost.toNanos();
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() > end) {
          return false;
        }
        TimeUnit.MILLISECONDS.sleep(STEP_MS);
        tell(toSend);
      }
      return true;
    }

    void tell(int sent) {
      if (System.nanoTime() - saidAt < Duration.ofSeconds(2).toNanos()) {
        return;
      }
      saidAt = System.nanoTime();
      Account now = ledger.account(sent, Duration.ofNanos(System.nanoTime() - start));
      say(
          String.format(
              java.util.Locale.ROOT,
              "%4.0f s  spans %d of %d · traces %d · sessions %d · labels %d, without answer %d · alert events %d",
              now.seconds(),
              now.spansStored(),
              toSend,
              now.traces(),
              now.sessions(),
              now.labels(),
              now.failedVerdicts() + now.skippedVerdicts(),
              now.alertEvents()));
    }
  }
}
