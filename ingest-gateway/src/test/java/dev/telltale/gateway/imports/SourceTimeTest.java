// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTimeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "\"2026-03-04T05:06:07.123456789Z\", 2026-03-04T05:06:07.123456789Z",
        "\"2026-03-04T05:06:07\", 2026-03-04T05:06:07Z",
        "\"2026-03-04 05:06:07.5\", 2026-03-04T05:06:07.5Z",
        "\"2026-03-04 05:06:07.5 UTC\", 2026-03-04T05:06:07.5Z",
        "\"2026-03-04T05:06:07+02:00\", 2026-03-04T03:06:07Z",
        "\"2026-03-04T05:06:07-0530\", 2026-03-04T10:36:07Z",
        "1772600767, 2026-03-04T05:06:07Z",
        "1772600767.25, 2026-03-04T05:06:07.25Z",
        "1772600767123, 2026-03-04T05:06:07.123Z",
        "1772600767123456, 2026-03-04T05:06:07.123456Z",
        "1772600767123456789, 2026-03-04T05:06:07.123456789Z",
        "\"1772600767123456789\", 2026-03-04T05:06:07.123456789Z"
      })
  void timesAreReadToTheirLastDigit(String json, Instant time)
      throws JsonProcessingException, UnreadableException {
    assertThat(SourceTime.unixNano(JSON.readTree(json), "start"))
        .isEqualTo(time.getEpochSecond() * 1_000_000_000 + time.getNano());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "{}",
        "\"\"",
        "\"soon\"",
        "0",
        "-1",
        "1e300",
        "99999999999999999999",
        "\"1969-12-31T23:59:59Z\"",
        "\"2263-01-01T00:00:00Z\"",
        "\"+999999999-12-31T23:59:59Z\"",
        "\"2026-13-01T00:00:00Z\""
      })
  void whatIsNoTimeIsToldByItsField(String json) {
    assertThatThrownBy(() -> SourceTime.unixNano(JSON.readTree(json), "start"))
        .isInstanceOf(UnreadableException.class)
        .hasMessageStartingWith("start: ");
  }
}
