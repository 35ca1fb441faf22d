// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.span.SpanKind;
import dev.telltale.schemas.span.ToolCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What SDKs really sent, recorded; not part of the project. Skipped where the folder is missing:
 * {@code TELLTALE_SHARED}, as system property or in the environment, else {@code ../shared/data}
 * beside the project.
 */
class CapturedPayloadsTest {
  @Test
  void aCatalystToolLoopIsReadWhole() throws IOException {
    List<Span> spans = captured("catalyst-ts-0.1.12.tool-loop.json");

    assertThat(spans).allMatch(span -> span.getDialect().equals("catalyst"));
    assertThat(spans).allMatch(span -> span.getAgentId().equals(opt("support-agent")));
    assertThat(spans).allMatch(span -> span.getSessionId().equals(opt("sess-42")));
    assertThat(spans)
        .extracting(Span::getKind)
        .containsExactly(SpanKind.LLM, SpanKind.LLM, SpanKind.TOOL, SpanKind.AGENT, SpanKind.AGENT);
    assertThat(spans.get(0).getOutputMessages().get(0).getToolCalls())
        .containsExactly(
            ToolCall.newBuilder()
                .setId("call_1")
                .setName("lookup_order")
                .setArguments("{\"order_id\":\"A1\"}")
                .build());
    assertThat(spans.get(1).getInputMessages())
        .extracting(Message::getRole)
        .containsExactly("system", "user", "assistant", "tool");
    assertThat(spans.get(1).getTokens().orElseThrow().getInput()).contains(31L);
    assertThat(spans.get(2).getTool().orElseThrow().getResult())
        .contains("{\"status\":\"shipped\"}");
    assertThat(spans.get(3).getUserId()).contains("u-7");
    assertThat(spans.get(3).getError()).isFalse();
    assertThat(spans.get(4).getError()).isTrue();
    assertThat(spans.get(4).getErrorType()).contains("Error");
  }

  @Test
  void aLongChatThatLostItsAttributesHasAllItsMessages() throws IOException {
    Span chat = captured("catalyst-ts-0.1.12.long-chat-dropped-attributes.json").get(0);

    assertThat(chat.getDroppedAttributes()).isEqualTo(73);
    assertThat(chat.getInputMessages()).hasSize(90);
    assertThat(chat.getInputMessages().get(89).getContent()).startsWith("turn 89 ");
    assertThat(chat.getTokens()).isEmpty();
    assertThat(chat.getAttributes())
        .noneMatch(attribute -> attribute.getKey().startsWith("llm.input_messages"));
  }

  @Test
  void anOpenInferenceChatIsReadWhole() throws IOException {
    Span chat = captured("openinference-openai-js-4.2.7.chat.json").get(0);

    assertThat(chat.getDialect()).isEqualTo("openinference");
    assertThat(chat.getKind()).isEqualTo(SpanKind.LLM);
    assertThat(chat.getProvider()).contains("openai");
    assertThat(chat.getModel()).contains("gpt-4o-mini-2024-07-18");
    assertThat(chat.getRequestModel()).contains("gpt-4o-mini");
    assertThat(chat.getTags()).containsExactly("t1");
    assertThat(chat.getInputMessages().get(0).getContent()).isEqualTo("hi\n[image]");
    assertThat(chat.getOutputMessages().get(0).getToolCalls()).hasSize(1);
    assertThat(chat.getTokens().orElseThrow().getReasoning()).contains(2L);
    assertThat(chat.getAgentId()).isEmpty();
  }

  private static Optional<String> opt(String value) {
    return Optional.of(value);
  }

  private static List<Span> captured(String name) throws IOException {
    Path file = folder().resolve("otlp-clients").resolve(name);
    assumeThat(Files.exists(file)).as("recorded payloads are not here: %s", file).isTrue();
    return Payloads.normalize(Files.readString(file, UTF_8));
  }

  private static Path folder() {
    String said = System.getProperty("TELLTALE_SHARED", System.getenv("TELLTALE_SHARED"));
    return said != null
        ? Path.of(said)
        : Path.of(System.getProperty("telltale.root", "..")).resolve("../shared/data");
  }
}
