// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.bridge;

import static dev.telltale.gateway.TestRequests.request;
import static dev.telltale.gateway.TestRequests.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodingTest {
  private static final String JSON = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{}]}]}]}";

  @Test
  void protobufIsKnownByItsFirstField() throws UnreadableException {
    byte[] value = request(span(1).build()).toByteArray();

    assertThat(Encoding.AUTO.read(value)).isEqualTo(request(span(1).build()));
    assertThat(Encoding.PROTOBUF.read(value)).isEqualTo(request(span(1).build()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t", "\r\n", "\n"})
  void jsonIsKnownByItsBraceAfterAnySpaceEvenOneThatLooksLikeAField(String space)
      throws UnreadableException {
    assertThat(Encoding.AUTO.read(bytes(space + JSON)).getResourceSpansCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[{\"traceId\":\"1\"}]", "hello", "\u0012\u0003abc", " "})
  void whatStartsLikeNeitherIsUnknown(String value) {
    assertFault(Encoding.AUTO, bytes(value), Fault.UNKNOWN_ENCODING);
  }

  @Test
  void whatStartsRightAndIsNoRequestIsMalformed() {
    assertFault(Encoding.AUTO, new byte[] {0x0a, 0x10, 1, 2, 3}, Fault.MALFORMED);
    assertFault(Encoding.AUTO, bytes("{\"resourceSpans\":"), Fault.MALFORMED);
    assertFault(Encoding.AUTO, bytes("\n{\"resourceSpans\":"), Fault.MALFORMED);
  }

  @Test
  void aConfiguredEncodingIsNotGuessedAt() {
    assertFault(Encoding.PROTOBUF, bytes(JSON), Fault.MALFORMED);
    assertFault(Encoding.JSON, request(span(1).build()).toByteArray(), Fault.MALFORMED);
  }

  @Test
  void noValueIsEmpty() {
    assertFault(Encoding.AUTO, new byte[0], Fault.EMPTY);
    assertThatThrownBy(() -> Encoding.PROTOBUF.read(null)).hasMessage("empty");
  }

  private static void assertFault(Encoding encoding, byte[] value, Fault fault) {
    assertThatThrownBy(() -> encoding.read(value))
        .isInstanceOfSatisfying(
            UnreadableException.class, e -> assertThat(e.fault()).isEqualTo(fault));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
