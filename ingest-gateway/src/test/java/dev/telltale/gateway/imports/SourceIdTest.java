// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SourceIdTest {
  @Test
  void hexadecimalIdsAreKept() {
    SourceId trace = SourceId.trace("5B8EFFF798038103D269B633813FC60C");

    assertThat(hex(trace)).isEqualTo("5b8efff798038103d269b633813fc60c");
    assertThat(trace.original()).isNull();
    assertThat(hex(SourceId.span("eee19b7e00000001"))).isEqualTo("eee19b7e00000001");
  }

  @Test
  void aUuidLosesItsDashesAndIsRemembered() {
    SourceId trace = SourceId.trace("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");

    assertThat(hex(trace)).isEqualTo("0a1b2c3d4e5f60718293a4b5c6d7e8f9");
    assertThat(trace.original()).isEqualTo("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");
  }

  /** The digest of "abc" stands in FIPS 180-2. */
  @Test
  void anyOtherIdIsTheBeginningOfItsDigest() {
    assertThat(hex(SourceId.trace("abc"))).isEqualTo("ba7816bf8f01cfea414140de5dae2223");
    assertThat(hex(SourceId.span("abc"))).isEqualTo("ba7816bf8f01cfea");
    assertThat(SourceId.span("abc").original()).isEqualTo("abc");
  }

  @Test
  void noIdIsAllZero() {
    assertThat(hex(SourceId.trace("0".repeat(32)))).isNotEqualTo("0".repeat(32));
    assertThat(hex(SourceId.trace("00000000-0000-0000-0000-000000000000")))
        .isNotEqualTo("0".repeat(32));
    assertThat(hex(SourceId.span("0".repeat(16)))).isNotEqualTo("0".repeat(16));
  }

  private static String hex(SourceId id) {
    return HexFormat.of().formatHex(id.bytes().toByteArray());
  }
}
