// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.ToolCall;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderMessagesTest {
  private static final ToolCall LOOKUP =
      ToolCall.newBuilder()
          .setId("c1")
          .setName("lookup")
          .setArguments("{\"order\":\"A1\"}")
          .build();

  @Test
  void aChatRequest() {
    List<Message> messages =
        request(
            """
            {"model":"gpt-4o","messages":[
              {"role":"developer","content":"Be brief."},
              {"role":"user","content":[{"type":"text","text":"Where is it?"},
                {"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]},
              {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
                "function":{"name":"lookup","arguments":"{\\"order\\":\\"A1\\"}"}}]},
              {"role":"tool","tool_call_id":"c1","content":"shipped"}]}
            """);

    assertThat(messages)
        .containsExactly(
            message("system", "Be brief."),
            message("user", "Where is it?\n[image]"),
            calling(""),
            answer("shipped"));
  }

  @Test
  void aRequestToAnthropic() {
    List<Message> messages =
        request(
            """
            {"system":[{"type":"text","text":"Be kind."}],"messages":[
              {"role":"assistant","content":[{"type":"thinking","thinking":"hm"},
                {"type":"text","text":"Let me see."},
                {"type":"tool_use","id":"c1","name":"lookup","input":{"order":"A1"}}]},
              {"role":"user","content":[
                {"type":"tool_result","tool_use_id":"c1","content":[{"type":"text","text":"shipped"}]},
                {"type":"text","text":"And now?"}]}]}
            """);

    assertThat(messages)
        .containsExactly(
            message("system", "Be kind."),
            calling("[reasoning]\nLet me see."),
            answer("shipped"),
            message("user", "And now?"));
  }

  @Test
  void aRequestOfTheResponsesApi() {
    List<Message> messages =
        request(
            """
            {"instructions":"Be brief.","input":[
              {"type":"message","role":"user","content":[{"type":"input_text","text":"Where?"}]},
              {"type":"function_call","call_id":"c1","id":"fc_9","name":"lookup",
                "arguments":"{\\"order\\":\\"A1\\"}"},
              {"type":"function_call_output","call_id":"c1","output":"shipped"}]}
            """);

    assertThat(messages)
        .containsExactly(
            message("system", "Be brief."),
            message("user", "Where?"),
            calling(""),
            answer("shipped"));
    assertThat(request("{\"input\":\"hi\"}")).containsExactly(message("user", "hi"));
  }

  @Test
  void aRequestToGemini() {
    List<Message> messages =
        request(
            """
            {"systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[
              {"role":"user","parts":[{"text":"Where"},{"text":"is it?"}]},
              {"role":"model","parts":[{"functionCall":{"name":"lookup","args":{"order":"A1"}}}]},
              {"role":"user","parts":[{"functionResponse":{"name":"lookup","response":{"s":1}}}]}]}
            """);

    assertThat(messages).hasSize(4);
    assertThat(messages.get(0)).isEqualTo(message("system", "Be brief."));
    assertThat(messages.get(1)).isEqualTo(message("user", "Where\nis it?"));
    assertThat(messages.get(2).getToolCalls())
        .extracting(ToolCall::getArguments)
        .containsExactly("{\"order\":\"A1\"}");
    assertThat(messages.get(3)).isEqualTo(message("tool", "{\"s\":1}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'choices':[{'message':{'role':'assistant','content':'done'},'finish_reason':'stop'}]} | stop",
        "{'role':'assistant','content':[{'type':'text','text':'done'}],'stop_reason':'end_turn'} | end_turn",
        "{'candidates':[{'content':{'role':'model','parts':[{'text':'done'}]},'finishReason':'STOP'}]} | STOP",
        "{'output':[{'type':'message','role':'assistant','content':[{'type':'output_text','text':'done'}]}]} |"
      })
  void theAnswerOfEachApi(String json, String finishReason) {
    MessageList answer = ProviderMessages.response(json.replace('\'', '"'));

    assertThat(answer.messages()).containsExactly(message("assistant", "done"));
    assertThat(answer.finishReason()).isEqualTo(finishReason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'messages':[{'content':[{'type':'text'}]},{}]} | 2",
        "{'system':'s','messages':[{},{}]} | 3",
        "{'system':null,'messages':[{}]} | 1",
        "{'input':'hi'} | 1",
        "[{'role':'user'},{'role':'user'}] | 2",
        "{'metadata':{'messages':[{}]},'tools':[{}]} | 0",
        "{'messages':[{} | 0",
        "hi | 0"
      })
  void countsAsManyMessagesAsItWouldBuild(String json, int count) {
    assertThat(ProviderMessages.count(json.replace('\'', '"'))).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hi", "{", "[1,2]", "{\"messages\":7}", "{\"a\":[]}", "7"})
  void whatIsNoRequestHasNoMessages(String text) {
    assertThat(request(text)).isEmpty();
    assertThat(ProviderMessages.response(text).messages()).isEmpty();
  }

  @Test
  void aTextWithFarTooManyPartsIsNotBuilt() {
    String bomb = "{\"messages\":[" + "{},".repeat(2_000_000) + "{}]}";

    assertThat(ProviderMessages.count(bomb)).isZero();
    assertThat(request(bomb)).isEmpty();
  }

  private static List<Message> request(String json) {
    return ProviderMessages.request(json).messages();
  }

  private static Message message(String role, String content) {
    return Message.newBuilder().setRole(role).setContent(content).build();
  }

  private static Message calling(String content) {
    return Message.newBuilder(message("assistant", content)).setToolCalls(List.of(LOOKUP)).build();
  }

  private static Message answer(String content) {
    return Message.newBuilder(message("tool", content)).setToolCallId("c1").build();
  }
}
