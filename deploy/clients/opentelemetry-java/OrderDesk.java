// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** An agent that writes its own spans, in the words of OpenTelemetry's GenAI conventions. */
public final class OrderDesk {
  private static final String ORDER = "{\"order_id\":\"A1\"}";
  private static final String CALL =
      part("tool_call", "\"id\":\"call_1\",\"name\":\"lookup_order\",\"arguments\":" + ORDER);

  private final Tracer tracer;
  private final String session;
  private final List<String> messages = new ArrayList<>();

  private OrderDesk(Tracer tracer, String session) {
    this.tracer = tracer;
    this.session = session;
    messages.add(message("system", text("You are the order desk. Be brief.")));
  }

  /** Talks once, in two turns; the argument is the conversation's id. */
  public static void main(String[] arguments) {
    // Where spans go, how, and with which key is all in OTEL_… variables.
    try (OpenTelemetrySdk sdk =
        AutoConfiguredOpenTelemetrySdk.initialize().getOpenTelemetrySdk()) {
      OrderDesk desk =
          new OrderDesk(sdk.getTracer("order-desk"), arguments.length > 0 ? arguments[0] : "chat-1");
      desk.turn("Where is my order A1?", CALL, text("Order A1 was shipped."));
      desk.turn("When will it arrive?", text("It arrives tomorrow."));
    } // closing sends what is still in the queue
  }

  /** One turn is one trace; the conversation's id holds turns together. */
  private void turn(String question, String... answers) {
    Attributes agent =
        Attributes.builder()
            .put("gen_ai.operation.name", "invoke_agent")
            .put("gen_ai.agent.id", "order-desk")
            .put("gen_ai.conversation.id", session)
            .put("user.id", "u-7")
            .build();
    inSpan(
        "invoke_agent order-desk",
        agent,
        span -> {
          messages.add(message("user", text(question)));
          for (String answer : answers) {
            messages.add(chat(answer));
            if (answer.equals(CALL)) {
              messages.add(lookUp());
            }
          }
          System.out.println("./telltale trace show " + span.getSpanContext().getTraceId());
          return span;
        });
  }

  /** A model's call; here the model says what it is told to. */
  private String chat(String answer) {
    Attributes request =
        Attributes.builder()
            .put("gen_ai.operation.name", "chat")
            .put("gen_ai.provider.name", "openai")
            .put("gen_ai.request.model", "gpt-4o-mini")
            .put("gen_ai.input.messages", messages.toString())
            .build();
    return inSpan(
        "chat gpt-4o-mini",
        request,
        span -> {
          String said = message("assistant", answer);
          span.setAttribute("gen_ai.response.model", "gpt-4o-mini-2024-07-18");
          span.setAttribute("gen_ai.output.messages", "[" + said + "]");
          span.setAttribute("gen_ai.usage.input_tokens", 10L * messages.size());
          span.setAttribute("gen_ai.usage.output_tokens", 5L);
          return said;
        });
  }

  private String lookUp() {
    Attributes call =
        Attributes.builder()
            .put("gen_ai.operation.name", "execute_tool")
            .put("gen_ai.tool.name", "lookup_order")
            .put("gen_ai.tool.call.id", "call_1")
            .put("gen_ai.tool.call.arguments", ORDER)
            .build();
    return inSpan(
        "execute_tool lookup_order",
        call,
        span -> {
          String result = "{\"status\":\"shipped\"}";
          span.setAttribute("gen_ai.tool.call.result", result);
          String part = part("tool_call_response", "\"id\":\"call_1\",\"response\":" + result);
          return message("tool", part);
        });
  }

  /** A span around some work; a failure is told and thrown on. */
  private <T> T inSpan(String name, Attributes attributes, Function<Span, T> work) {
    Span span = tracer.spanBuilder(name).setAllAttributes(attributes).startSpan();
    try (Scope scope = span.makeCurrent()) {
      return work.apply(span);
    } catch (RuntimeException e) {
      span.recordException(e);
      span.setStatus(StatusCode.ERROR, String.valueOf(e.getMessage()));
      throw e;
    } finally {
      span.end();
    }
  }

  private static String message(String role, String part) {
    return "{\"role\":\"" + role + "\",\"parts\":[" + part + "]}";
  }

  private static String text(String content) {
    return part("text", "\"content\":\"" + content + "\"");
  }

  private static String part(String type, String fields) {
    return "{\"type\":\"" + type + "\"," + fields + "}";
  }
}
