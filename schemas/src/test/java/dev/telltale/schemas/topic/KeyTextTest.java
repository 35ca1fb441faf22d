// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.schemas.access.MemberKey;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.session.SessionKey;
import dev.telltale.schemas.signal.SignalKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyTextTest {
  @Test
  void slugsStandAsTheyAreAndEverythingElseIsEscaped() {
    assertThat(KeyText.slug("support-agent_1.0")).isEqualTo("support-agent_1.0");
    assertThat(KeyText.slug("Airline agent/é")).isEqualTo("%41irline%20agent%2F%C3%A9");
  }

  @Test
  void identifiersKeepTheirCapitals() {
    assertThat(KeyText.identifier("Thread-A~1/2")).isEqualTo("Thread-A~1%2F2");
  }

  @Test
  void everyKeyIsReadBackAsItWasWritten() {
    SessionKey session = new SessionKey("Acme & Söhne", "Airline agent", "C02/é%\n");
    SignalKey signal = new SignalKey("default", "ÅGENT", "user-frustration");
    AlertId alert = new AlertId(signal, "too-many");
    MemberKey member = new MemberKey("default", "a@b.example");

    assertThat(SessionKey.parse(session.text())).isEqualTo(session);
    assertThat(SignalKey.parse(signal.text())).isEqualTo(signal);
    assertThat(AlertId.parse(alert.text())).isEqualTo(alert);
    assertThat(MemberKey.parse(member.text())).isEqualTo(member);
  }

  @Test
  void aKeyWithTheWrongNumberOfPartsOrABrokenEscapeIsRefused() {
    assertThatThrownBy(() -> KeyText.parts("a/b", 3)).hasMessageContaining("expected: 3 parts");
    assertThatThrownBy(() -> KeyText.parts("a%2", 1)).hasMessageContaining("escapes");
    assertThatThrownBy(() -> KeyText.parts("a%zz", 1)).hasMessageContaining("escapes");
    assertThat(KeyText.parts("a%2Fb/%25", 2)).isEqualTo(List.of("a/b", "%"));
  }

  @Test
  void aSessionIdWithANulIsRefused() {
    assertThatThrownBy(() -> new SessionKey("p", "a", "s\0t")).hasMessageContaining("NUL");
  }
}
