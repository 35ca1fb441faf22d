// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.access.UnsubscribeToken.Claim;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnsubscribeTokenTest {
  private static final byte[] SECRET = "an installation's own".getBytes(UTF_8);
  private static final Claim ALERT =
      new Claim("shop", "ann", Optional.of("shop/support/frustration/too-many"));

  @Test
  void whoMadeItCanReadIt() {
    Claim overview = new Claim("shop", "ann", Optional.empty());

    assertThat(UnsubscribeToken.read(UnsubscribeToken.of(ALERT, SECRET), SECRET)).contains(ALERT);
    assertThat(UnsubscribeToken.read(UnsubscribeToken.of(overview, SECRET), SECRET))
        .contains(overview);
  }

  @Test
  void itCanStandInAPath() {
    assertThat(UnsubscribeToken.of(ALERT, SECRET)).matches("[A-Za-z0-9._-]+");
  }

  @Test
  void anotherSecretOrAnotherClaimIsRefused() {
    String token = UnsubscribeToken.of(ALERT, SECRET);
    String other =
        UnsubscribeToken.of(new Claim("shop", "bob", Optional.empty()), "x".getBytes(UTF_8));
    String mixed = other.substring(0, other.indexOf('.')) + token.substring(token.indexOf('.'));

    assertThat(UnsubscribeToken.read(token, "another".getBytes(UTF_8))).isEmpty();
    assertThat(UnsubscribeToken.read(mixed, SECRET)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.b", "####", "c2hvcA.", "c2hvcA", "é.é"})
  void whatIsNoTokenIsRefused(String text) {
    assertThat(UnsubscribeToken.read(text, SECRET)).isEmpty();
  }
}
