// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.demo;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * The bundled conversations, played through the OpenTelemetry SDK and its OTLP exporter as an
 * instrumented agent would: a trace a turn, OpenInference attributes, the whole history with every
 * model call.
 */
public final class ScriptedTraffic implements Traffic {
  private static final Duration BETWEEN_CONVERSATIONS = Duration.ofMillis(900);
  private static final Duration FLUSH_WITHIN = Duration.ofSeconds(30);

  private final Script script = Script.bundled();
  private final InstantSource time;

  /** Plays against that clock. */
  public ScriptedTraffic(InstantSource time) {
    this.time = time;
  }

  @Override
  public String description() {
    return script.conversations().size()
        + " bundled conversations of "
        + script.agent().id()
        + ", "
        + spans()
        + " spans";
  }

  @Override
  public List<String> agents() {
    return List.of(script.agent().id());
  }

  @Override
  public int spans() {
    int spans = 0;
    for (Script.Conversation conversation : script.conversations()) {
      for (Script.Turn turn : conversation.turns()) {
        spans += 2 + 2 * turn.toolCalls().size();
      }
    }
    return spans;
  }

  @Override
  public Set<SessionRef> sessions() {
    Set<SessionRef> sessions = new HashSet<>();
    script.conversations().forEach(c -> sessions.add(new SessionRef(script.agent().id(), c.id())));
    return sessions;
  }

  @Override
  public Map<String, Map<String, String>> truth() {
    Map<String, Map<String, String>> truth = new HashMap<>();
    script
        .conversations()
        .forEach(conversation -> truth.put(conversation.id(), conversation.truth()));
    return truth;
  }

  @Override
  public List<SpanRef> send(URI gateway, IntConsumer progress) throws InterruptedException {
    List<SpanRef> sent = new ArrayList<>();
    ScriptedAgent agent =
        new ScriptedAgent(
            script,
            OtlpHttpSpanExporter.builder()
                .setEndpoint(gateway.resolve("/v1/traces").toString())
                .setCompression("gzip")
                .build(),
            time);
    for (Script.Conversation conversation : script.conversations()) {
      sent.addAll(agent.play(conversation, conversation.id()));
      progress.accept(sent.size());
      TimeUnit.MILLISECONDS.sleep(BETWEEN_CONVERSATIONS.toMillis());
    }
    boolean flushed = agent.flush(FLUSH_WITHIN);
    agent.close();
    if (!flushed) {
      throw new IllegalStateException("the exporter could not deliver all spans to " + gateway);
    }
    return sent;
  }
}
