// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.admit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanRulesTest {
  @ParameterizedTest
  @CsvSource({
    "0af7651916cd43dd8448eb211c80319c, b7ad6b7169203331, '', 1, ",
    "0af7651916cd43dd8448eb211c80319c, b7ad6b7169203331, 00f067aa0ba902b7, 1, ",
    "0af7651916cd43dd8448eb211c80319c, b7ad6b7169203331, 0000000000000000, 1, ",
    "00000000000000000000000000000001, 0000000000000001, '', 1, ",
    "'', b7ad6b7169203331, '', 1, TRACE_ID",
    "00000000000000000000000000000000, b7ad6b7169203331, '', 1, TRACE_ID",
    "0af7651916cd43dd8448eb211c8031, b7ad6b7169203331, '', 1, TRACE_ID",
    "0af7651916cd43dd8448eb211c80319c, '', '', 1, SPAN_ID",
    "0af7651916cd43dd8448eb211c80319c, 0000000000000000, '', 1, SPAN_ID",
    "0af7651916cd43dd8448eb211c80319c, b7ad6b716920333100, '', 1, SPAN_ID",
    "0af7651916cd43dd8448eb211c80319c, b7ad6b7169203331, 00, 1, PARENT_SPAN_ID",
    "0af7651916cd43dd8448eb211c80319c, b7ad6b7169203331, '', 0, START_TIME",
    "0af7651916cd43dd8448eb211c80319c, b7ad6b7169203331, '', -1, START_TIME"
  })
  void aSpanNeedsItsIdsAndAStart(
      String traceId, String spanId, String parentSpanId, long start, Rejection expected) {
    assertThat(SpanRules.rejection(bytes(traceId), bytes(spanId), bytes(parentSpanId), start))
        .isEqualTo(Optional.ofNullable(expected));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
