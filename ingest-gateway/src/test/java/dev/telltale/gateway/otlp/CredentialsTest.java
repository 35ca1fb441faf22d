// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {
  @ParameterizedTest
  @CsvSource({
    "Bearer secret, secret",
    "bearer   secret, secret",
    "Basic cHVibGljOnNlY3JldA==, secret",
    "Basic OnNlOmNyZXQ=, se:cret",
    "Basic c2VjcmV0Og==, secret",
    "Basic c2VjcmV0, secret"
  })
  void theKeyIsTheTokenOrThePassword(String header, String key) {
    assertThat(Credentials.presented(HttpHeaders.of("authorization", header))).contains(key);
  }

  @ParameterizedTest
  @CsvSource({"Digest abc", "Bearer", "Basic ***"})
  void aHeaderWithoutAKeyIsAKeyThatNobodyKnows(String header) {
    assertThat(Credentials.presented(HttpHeaders.of("authorization", header)))
        .isPresent()
        .hasValueSatisfying(key -> assertThat(key).isNotEqualTo("abc"));
  }

  @Test
  void theApiKeyHeaderCountsWhereThereIsNoOther() {
    assertThat(Credentials.presented(HttpHeaders.of("x-api-key", " secret "))).contains("secret");
    assertThat(
            Credentials.presented(
                HttpHeaders.of("x-api-key", "one", "authorization", "Bearer other")))
        .contains("other");
  }

  @Test
  void withoutAHeaderThereIsNoKey() {
    assertThat(Credentials.presented(HttpHeaders.of())).isEmpty();
  }
}
