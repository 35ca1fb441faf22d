// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier;

import dev.telltale.schemas.span.AgentSource;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanKind;
import dev.telltale.schemas.span.ToolCall;
import dev.telltale.schemas.span.ToolExecution;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Spans for tests: ids are made of small numbers, times of seconds. */
public final class TestSpans {
  private static final long BASE = 1_760_000_000L;

  private TestSpans() {}

  public static String traceId(int n) {
    return String.format("%032x", 0xabc0000L + n);
  }

  public static String spanId(int n) {
    return String.format("%016x", 0xdef0000L + n);
  }

  /** A span that took a second, under a parent or, without one, a root. */
  public static Span.Builder span(int trace, int id, @Nullable Integer parent) {
    return Span.newBuilder()
        .setProject("default")
        .setTraceId(traceId(trace))
        .setSpanId(spanId(id))
        .setParentSpanId(parent == null ? null : spanId(parent))
        .setName("span-" + id)
        .setStartUnixNano((BASE + id) * 1_000_000_000L)
        .setEndUnixNano((BASE + id + 1) * 1_000_000_000L)
        .setReceivedAt(Instant.ofEpochSecond(BASE));
  }

  /** A root span of an agent in a session. */
  public static Span.Builder root(int trace, int id, String agent, @Nullable String session) {
    return span(trace, id, null)
        .setKind(SpanKind.AGENT)
        .setAgentId(agent)
        .setAgentSource(AgentSource.AGENT_ID)
        .setSessionId(session);
  }

  /** A model call: role and text in turns; the last pair is the answer. */
  public static Span.Builder call(
      int trace, int id, @Nullable Integer parent, String... rolesAndTexts) {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < rolesAndTexts.length; i += 2) {
      messages.add(message(rolesAndTexts[i], rolesAndTexts[i + 1]));
    }
    return span(trace, id, parent)
        .setKind(SpanKind.LLM)
        .setModel("gpt-4o-mini")
        .setInputMessages(messages.subList(0, messages.size() - 1))
        .setOutputMessages(messages.subList(messages.size() - 1, messages.size()));
  }

  /** A tool's run. */
  public static Span.Builder tool(
      int trace, int id, @Nullable Integer parent, String name, String result) {
    return span(trace, id, parent)
        .setKind(SpanKind.TOOL)
        .setTool(ToolExecution.newBuilder().setName(name).setResult(result).build());
  }

  /** A message; {@code call:NAME} as text makes an assistant's call of that tool. */
  public static Message message(String role, String text) {
    Message.Builder message = Message.newBuilder().setRole(role);
    if (text.startsWith("call:")) {
      message.setToolCalls(
          List.of(ToolCall.newBuilder().setName(text.substring(5)).setArguments("{}").build()));
    } else {
      message.setContent(text);
    }
    return message.build();
  }
}
