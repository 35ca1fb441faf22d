// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway;

import static dev.telltale.gateway.TestRequests.attribute;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.SplittableRandom;

/** 64 model calls of 4 KB, as OpenInference writes them; always the same. */
public final class BenchmarkRequests {
  /** How many spans the request has. */
  public static final int SPANS = 64;

  private static final int MESSAGES = 6;
  private static final int MESSAGE_CHARACTERS = 560;

  private BenchmarkRequests() {}

  /** The request. */
  public static ExportTraceServiceRequest modelCalls() {
    SplittableRandom random = new SplittableRandom(1);
    Span[] spans = new Span[SPANS];
    for (int i = 0; i < SPANS; i++) {
      Span.Builder span =
          TestRequests.span(i)
              .addAttributes(attribute("openinference.span.kind", "LLM"))
              .addAttributes(attribute("llm.model_name", "gpt-4o"))
              .addAttributes(attribute("session.id", "session-" + random.nextInt(1000)));
      for (int m = 0; m < MESSAGES; m++) {
        String message = "llm.input_messages." + m + ".message.";
        span.addAttributes(attribute(message + "role", m % 2 == 0 ? "user" : "assistant"))
            .addAttributes(attribute(message + "content", text(random)));
      }
      spans[i] = span.build();
    }
    return TestRequests.request(spans);
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder(MESSAGE_CHARACTERS);
    while (text.length() < MESSAGE_CHARACTERS) {
      text.append((char) (random.nextInt(6) == 0 ? ' ' : 'a' + random.nextInt(26)));
    }
    return text.toString();
  }
}
