// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.alert;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes what an incoming webhook of Slack takes, and keeps when the message on an alert came. */
final class LocalSlack implements AutoCloseable {
  private final Map<String, Long> arrivals = new ConcurrentHashMap<>();
  private final Pattern alert;
  private final Server server;

  /**
   * Starts to listen on any free port of this machine's loopback.
   *
   * @param alert finds the name of the alert in a message
   */
  LocalSlack(Pattern alert) {
    this.alert = alert;
    this.server =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .meterRegistry(new CompositeMeterRegistry())
            .service("/hook", (context, request) -> take(request))
            .build();
    server.start().join();
  }

  String address() {
    return "http://127.0.0.1:" + server.activeLocalPort() + "/hook";
  }

  /** When the first request on each alert came, milliseconds since 1970. */
  Map<String, Long> arrivals() {
    return Map.copyOf(arrivals);
  }

  int count() {
    return arrivals.size();
  }

  @Override
  public void close() {
    server.close();
  }

  private HttpResponse take(HttpRequest request) {
    long now = System.currentTimeMillis();
    return HttpResponse.of(
        request
            .aggregate()
            .thenApply(
                whole -> {
                  Matcher named = alert.matcher(whole.contentUtf8());
                  if (named.find()) {
                    arrivals.putIfAbsent(named.group(), now);
                  }
                  return HttpResponse.of(HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, "ok");
                }));
  }
}
