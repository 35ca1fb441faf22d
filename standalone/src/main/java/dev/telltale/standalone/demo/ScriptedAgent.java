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
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Plays conversations of the script through the OpenTelemetry SDK, as an instrumented agent would.
 * For one thread.
 */
final class ScriptedAgent implements AutoCloseable {
  private static final Duration BETWEEN_TURNS = Duration.ofSeconds(20);
  private static final Duration MODEL_CALL = Duration.ofMillis(700);
  private static final Duration TOOL_CALL = Duration.ofMillis(200);
  private static final Duration FAILED_TOOL_CALL = Duration.ofMillis(1_500);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
  private static final int CHARACTERS_A_TOKEN = 4;

  private final Script script;
  private final SdkTracerProvider provider;
  private final Tracer tracer;
  private final InstantSource time;

  /**
   * Makes one.
   *
   * @param exporter takes its spans; closed with it
   */
  ScriptedAgent(Script script, SpanExporter exporter, InstantSource time) {
    this.script = script;
    this.provider =
        SdkTracerProvider.builder()
            .setResource(resource())
            // The SDK's default of 128 attributes would cut long histories.
            .setSpanLimits(SpanLimits.builder().setMaxNumberOfAttributes(2_000).build())
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter)
                    .setScheduleDelay(Duration.ofMillis(500))
                    .build())
            .build();
    this.tracer = provider.get("openinference.instrumentation.demo", script.agent().version());
    this.time = time;
  }

  /**
   * Plays one conversation at once.
   *
   * @param session its session id
   * @return its spans
   */
  List<SpanRef> play(Script.Conversation conversation, String session) {
    Player player = new Player(conversation, session);
    player.play();
    return player.sent;
  }

  /** Sends what waits, and tells whether that was in time; delivered or not. */
  boolean flush(Duration within) {
    return provider.forceFlush().join(within.toMillis(), TimeUnit.MILLISECONDS).isSuccess();
  }

  /** Sends what waits and ends. */
  @Override
  public void close() {
    provider.shutdown().join(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
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
    private final Script.Conversation conversation;
    private final String session;
    private final List<SpanRef> sent = new ArrayList<>();
    private final List<Said> history = new ArrayList<>();
    private Instant clock;
    private int calls;

    Player(Script.Conversation conversation, String session) {
      this.conversation = conversation;
      this.session = session;
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
      span.setAttribute("session.id", session);
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
