// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.exports;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Spans with the keys that conventions know, in all combinations and with values of all kinds. */
public final class RandomSpans {
  private static final String[] KEYS = {
    "openinference.span.kind",
    "llm.response.model_name",
    "llm.model_name",
    "embedding.model_name",
    "llm.request.model_name",
    "llm.invocation_parameters",
    "llm.provider",
    "llm.system",
    "input.value",
    "output.value",
    "llm.input_messages",
    "llm.output_messages",
    "llm.finish_reason",
    "tool.name",
    "tool_call.id",
    "tool.id",
    "tool.parameters",
    "llm.cost.prompt_details.input",
    "agent.id",
    "agent.name",
    "agent.role",
    "agent.outcome",
    "agent.finalized",
    "session.id",
    "user.id",
    "enduser.id",
    "error.type",
    "tag.tags",
    "llm.usage",
    "source.trace_id",
    "of.the.application",
    "llm.prompts.0.prompt.text",
    "llm.choices.0.completion.text"
  };
  private static final String[] NUMBERS = {
    "llm.token_count.prompt",
    "llm.token_count.completion",
    "llm.token_count.total",
    "llm.token_count.prompt_details.cache_read",
    "llm.token_count.prompt_details.cache_write",
    "llm.token_count.completion_details.reasoning",
    "llm.cost.prompt",
    "llm.cost.completion",
    "llm.cost.total"
  };
  private static final String[] PARTS = {
    "role",
    "content",
    "name",
    "tool_call_id",
    "function_call_name",
    "function_call_arguments_json",
    "tool_calls.0.tool_call.id",
    "tool_calls.0.tool_call.function.name",
    "tool_calls.0.tool_call.function.arguments",
    "tool_calls.1.tool_call.id",
    "tool_calls.1.tool_call.function.name",
    "tool_calls.1.tool_call.json",
    "contents.0.message_content.type",
    "contents.0.message_content.text",
    "contents.1.message_content.text",
    "contents.1.message_content.image.image.url"
  };
  private static final String[] TEXTS = {
    "",
    "{}",
    "null",
    "__REDACTED__",
    "plain",
    "Azure.AI.OpenAI",
    "tool_calls",
    "gpt-4o",
    "LLM",
    "TOOL",
    "agent",
    "failure",
    "line\nline",
    "žluťoučký 🙂",
    "[\"a\",\"null\",\"b, c\"]",
    "a, b",
    "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"developer\",\"content\":\"__REDACTED__\"}]}",
    "{\"input\":\"Hi\"}",
    "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"1\",\"content\":\"a\"},{\"type\":\"tool_result\",\"tool_use_id\":\"2\",\"content\":\"b\"}]}]}",
    "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"1\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},{\"id\":\"1\",\"function\":{\"name\":\"g\"}}]},\"finish_reason\":\"tool_calls\"}]}",
    "[{\"role\":\"ai\",\"content\":\"Hello\",\"name\":\"bot\"}]",
    "[{\"type\":\"text\",\"text\":\"[{\\\"type\\\":\\\"text\\\",\\\"text\\\":\\\"quoted\\\"}]\"},{\"type\":\"image_url\"}]",
    "[{\"type\":\"text\",\"text\":\"[{\\\"type\\\":\\\"text\\\",\\\"text\\\":\\\"quoted\\\"}]\"}]",
    "{\"prompt_tokens\":3,\"completion_tokens\":4,\"cache_read_input_tokens\":1}"
  };
  private static final String[] SCOPES = {
    "", "own", "@inference/tracing.openai", "openinference.x"
  };

  private final Random random;

  public RandomSpans(long seed) {
    this.random = new Random(seed);
  }

  public ResourceSpans next() {
    Map<String, AnyValue> resource = new LinkedHashMap<>();
    some(resource, "service.name", "service.version", "openinference.project.name");
    some(resource, "deployment.environment", "deployment.environment.name", "host.name");
    if (random.nextInt(4) == 0) {
      resource.put("service.name", text("unknown_service:java"));
    }
    InstrumentationScope.Builder scope =
        InstrumentationScope.newBuilder().setName(pick(SCOPES)).setVersion(pick("", "1.0"));
    if (random.nextInt(4) == 0) {
      scope.addAttributes(KeyValue.newBuilder().setKey("own").setValue(text("x")));
    }
    return ResourceSpans.newBuilder()
        .setResource(Resource.newBuilder().addAllAttributes(list(resource)))
        .addScopeSpans(ScopeSpans.newBuilder().setScope(scope).addSpans(span()))
        .build();
  }

  private Span span() {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(bytes(16))
            .setSpanId(bytes(8))
            .setParentSpanId(random.nextBoolean() ? ByteString.EMPTY : bytes(8))
            .setName(pick("", "chat", "{}"))
            .setKindValue(random.nextInt(6))
            .setTraceState(pick("", "a=b"))
            .setStartTimeUnixNano(1_700_000_000_000_000_000L + random.nextInt())
            .setEndTimeUnixNano(1_700_000_000_000_000_000L + random.nextInt())
            .setStatus(
                Status.newBuilder().setCodeValue(random.nextInt(3)).setMessage(pick("", "oops")))
            .addAllAttributes(list(attributes()))
            .setDroppedAttributesCount(random.nextInt(3) == 0 ? 7 : 0)
            .setDroppedEventsCount(random.nextInt(2))
            .setDroppedLinksCount(random.nextInt(2));
    if (random.nextInt(3) == 0) {
      span.addEvents(
          Span.Event.newBuilder()
              .setName("exception")
              .setTimeUnixNano(random.nextInt(3))
              .addAttributes(
                  KeyValue.newBuilder().setKey("exception.type").setValue(text("Timeout"))));
    }
    if (random.nextInt(3) == 0) {
      span.addLinks(
          Span.Link.newBuilder().setTraceId(bytes(16)).setSpanId(bytes(8)).setTraceState("c=d"));
    }
    return span.build();
  }

  private Map<String, AnyValue> attributes() {
    Map<String, AnyValue> attributes = new LinkedHashMap<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      attributes.put(pick(KEYS), value());
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      attributes.put(pick(NUMBERS), number());
    }
    if (random.nextInt(3) == 0) {
      attributes.put("openinference.span.kind", text(pick("LLM", "tool", "Agent", "UNKNOWN")));
    }
    for (String list : new String[] {"llm.input_messages.", "llm.output_messages."}) {
      int messages = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0;
      for (int message = 0; message < messages; message++) {
        attributes.put(list + message + ".message.role", text(pick("user", "ai", "developer")));
        for (int i = random.nextInt(6); i > 0; i--) {
          attributes.put(list + message + ".message." + pick(PARTS), text(pick(TEXTS)));
        }
      }
    }
    // Nobody writes both: texts are of the time before chats.
    if (attributes.containsKey("llm.input_messages")
        || attributes.containsKey("llm.output_messages")) {
      attributes.remove("llm.prompts.0.prompt.text");
      attributes.remove("llm.choices.0.completion.text");
    }
    return attributes;
  }

  private void some(Map<String, AnyValue> attributes, String... keys) {
    for (String key : keys) {
      if (random.nextInt(3) == 0) {
        attributes.put(key, value());
      }
    }
  }

  private AnyValue value() {
    return switch (random.nextInt(8)) {
      case 0 -> number();
      case 1 -> AnyValue.newBuilder().setBoolValue(random.nextBoolean()).build();
      case 2 ->
          AnyValue.newBuilder()
              .setArrayValue(
                  ArrayValue.newBuilder().addValues(text(pick(TEXTS))).addValues(number()))
              .build();
      case 3 ->
          random.nextBoolean()
              ? AnyValue.newBuilder().setBytesValue(bytes(3)).build()
              : AnyValue.newBuilder()
                  .setKvlistValue(
                      KeyValueList.newBuilder()
                          .addValues(KeyValue.newBuilder().setKey("k").setValue(number())))
                  .build();
      default -> text(pick(TEXTS));
    };
  }

  private AnyValue number() {
    return switch (random.nextInt(4)) {
      case 0 -> text(pick("12", "0.5", "many"));
      case 1 -> AnyValue.newBuilder().setDoubleValue(random.nextInt(4) / 2.0).build();
      default -> AnyValue.newBuilder().setIntValue(random.nextInt(50) - 3).build();
    };
  }

  private static Iterable<KeyValue> list(Map<String, AnyValue> attributes) {
    return attributes.entrySet().stream()
        .map(e -> KeyValue.newBuilder().setKey(e.getKey()).setValue(e.getValue()).build())
        .toList();
  }

  private static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }

  private ByteString bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    bytes[0] = 1;
    return ByteString.copyFrom(bytes);
  }
}
