// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.label;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.signal.SignalKey;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LabelIdTest {
  private static final SignalKey SIGNAL = new SignalKey("default", "support", "frustration");

  @Test
  void theSameQuestionAboutTheSameTargetHasTheSameId() {
    // printf 'default/support/frustration\0001\000abc\00042' | sha256sum | cut -c1-32
    assertThat(LabelId.of(SIGNAL, 1, "abc", 42, Optional.empty()))
        .isEqualTo("059ebd11715effc0798c6ecc0e93f4cc");
  }

  @Test
  void anotherVersionTargetRevisionOrRunHasAnotherId() {
    assertThat(
            java.util.Set.of(
                LabelId.of(SIGNAL, 1, "abc", 42, Optional.empty()),
                LabelId.of(SIGNAL, 2, "abc", 42, Optional.empty()),
                LabelId.of(SIGNAL, 1, "abd", 42, Optional.empty()),
                LabelId.of(SIGNAL, 1, "abc", 43, Optional.empty()),
                LabelId.of(SIGNAL, 1, "abc", 42, Optional.of("run-1"))))
        .hasSize(5);
  }
}
