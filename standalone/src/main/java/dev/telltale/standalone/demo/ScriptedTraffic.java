// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.demo;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
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
  private static final Duration BETWEEN_TURNS = Duration.ofSeconds(20);
  private static final Duration MODEL_CALL = Duration.ofMillis(700);
  private static final Duration TOOL_CALL = Duration.ofMillis(200);
  private static final Duration FAILED_TOOL_CALL = Duration.ofMillis(1_500);
  private static final Duration FLUSH_WITHIN = Duration.ofSeconds(30);
  private static final int CHARACTERS_A_TOKEN = 4;

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
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(gateway.resolve("/v1/traces").toString())
            .setCompression("gzip")
            .build();
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(resource())
            // The SDK's default of 128 attributes would cut long histories.
            .setSpanLimits(SpanLimits.builder().setMaxNumberOfAttributes(2_000).build())
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter)
                    .setScheduleDelay(Duration.ofMillis(500))
                    .build())
            .build();
    Tracer tracer = provider.get("openinference.instrumentation.demo", script.agent().version());
    for (Script.Conversation conversation : script.conversations()) {
      new Player(tracer, conversation, sent).play();
      progress.accept(sent.size());
      TimeUnit.MILLISECONDS.sleep(BETWEEN_CONVERSATIONS.toMillis());
    }
    CompletableResultCode flushed =
        provider.forceFlush().join(FLUSH_WITHIN.toSeconds(), TimeUnit.SECONDS);
    provider.shutdown().join(FLUSH_WITHIN.toSeconds(), TimeUnit.SECONDS);
    if (!flushed.isSuccess()) {
      throw new IllegalStateException("the exporter could not deliver all spans to " + gateway);
    }
    return sent;
  }

  private Resource resource() {
    return Resource.create(
        Attributes.of(
            AttributeKey.stringKey("service.name"), script.agent().service(),
            AttributeKey.stringKey("service.version"), script.agent().version(),
            AttributeKey.stringKey("deployment.environment"), script.agent().environment()));
  }

  /** One message as OpenInference flattens it. */
  private record Said(String role, String content, String callId, String tool, String arguments) {
    static Said text(String role, String content) {
      return new Said(role, content, "", "", "");
    }
  }

  /**
   * Plays one conversation; its turns lie in the past, so that their times are in order and none is
   * in the future.
   */
  private final class Player {
    private final Tracer tracer;
    private final Script.Conversation conversation;
    private final List<SpanRef> sent;
    private final List<Said> history = new ArrayList<>();
    private Instant clock;
    private int calls;

    Player(Tracer tracer, Script.Conversation conversation, List<SpanRef> sent) {
      this.tracer = tracer;
      this.conversation = conversation;
      this.sent = sent;
      this.clock = time.instant().minus(BETWEEN_TURNS.multipliedBy(conversation.turns().size()));
      history.add(Said.text("system", script.system().strip()));
    }

    void play() {
      for (Script.Turn turn : conversation.turns()) {
        Instant start = clock;
        play(turn);
        clock = start.plus(BETWEEN_TURNS);
      }
    }

    private void play(Script.Turn turn) {
      Span root = start("parcel-support turn", "AGENT", Context.root());
      root.setAttribute("input.value", turn.user());
      root.setAttribute("output.value", turn.assistant());
      Context inside = Context.root().with(root);
      history.add(Said.text("user", turn.user()));
      for (Script.Step step : turn.toolCalls()) {
        String callId = conversation.id() + "-call-" + calls++;
        call(inside, new Said("assistant", "", callId, step.tool(), step.arguments().toString()));
        run(inside, step, callId);
        history.add(new Said("tool", step.answer(), callId, "", ""));
      }
      call(inside, Said.text("assistant", turn.assistant()));
      root.end(clock);
    }

    private void call(Context parent, Said answer) {
      Span span = start("chat " + script.agent().model(), "LLM", parent);
      span.setAttribute("llm.model_name", script.agent().model());
      span.setAttribute("llm.provider", script.agent().provider());
      long prompt = 0;
      for (int i = 0; i < history.size(); i++) {
        write(span, "llm.input_messages." + i + ".message.", history.get(i));
        prompt += history.get(i).content().length() / CHARACTERS_A_TOKEN + 4L;
      }
      write(span, "llm.output_messages.0.message.", answer);
      long completion =
          (answer.content().length() + answer.arguments().length()) / CHARACTERS_A_TOKEN + 4L;
      span.setAttribute("llm.token_count.prompt", prompt);
      span.setAttribute("llm.token_count.completion", completion);
      span.setAttribute("llm.token_count.total", prompt + completion);
      history.add(answer);
      clock = clock.plus(MODEL_CALL);
      span.end(clock);
    }

    private void run(Context parent, Script.Step step, String callId) {
      Span span = start(step.tool(), "TOOL", parent);
      span.setAttribute("tool.name", step.tool());
      span.setAttribute("tool_call.id", callId);
      span.setAttribute("input.value", step.arguments().toString());
      if (step.error() == null) {
        span.setAttribute("output.value", step.answer());
        clock = clock.plus(TOOL_CALL);
      } else {
        clock = clock.plus(FAILED_TOOL_CALL);
        span.setStatus(StatusCode.ERROR, step.error());
      }
      span.end(clock);
    }

    private Span start(String name, String kind, Context parent) {
      SpanBuilder builder =
          tracer
              .spanBuilder(name)
              .setParent(parent)
              .setSpanKind(SpanKind.INTERNAL)
              .setStartTimestamp(clock);
      Span span = builder.startSpan();
      span.setAttribute("openinference.span.kind", kind);
      span.setAttribute("agent.id", script.agent().id());
      span.setAttribute("agent.name", script.agent().name());
      span.setAttribute("session.id", conversation.id());
      span.setAttribute("user.id", conversation.user());
      sent.add(new SpanRef(span.getSpanContext().getTraceId(), span.getSpanContext().getSpanId()));
      return span;
    }

    private static void write(Span span, String prefix, Said said) {
      span.setAttribute(prefix + "role", said.role());
      if (!said.content().isEmpty()) {
        span.setAttribute(prefix + "content", said.content());
      }
      if (said.role().equals("tool")) {
        span.setAttribute(prefix + "tool_call_id", said.callId());
      } else if (!said.tool().isEmpty()) {
        span.setAttribute(prefix + "tool_calls.0.tool_call.id", said.callId());
        span.setAttribute(prefix + "tool_calls.0.tool_call.function.name", said.tool());
        span.setAttribute(prefix + "tool_calls.0.tool_call.function.arguments", said.arguments());
      }
    }
  }
}
