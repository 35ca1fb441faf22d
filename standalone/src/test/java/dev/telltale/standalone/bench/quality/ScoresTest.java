// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.telltale.standalone.bench.quality.Scores.Scored;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoresTest {
  private final Scores scores =
      new Scores(
          List.of("yes", "no"),
          List.of(
              new Scored("yes", "yes", 0.95, true),
              new Scored("no", "no", 0.85, true),
              new Scored("yes", "no", 0.65, true),
              new Scored("no", "yes", 0.55, false)));

  @Test
  void theSurerHalfIsCountedByItself() {
    assertThat(scores.kappa()).isZero();
    assertThat(scores.surerHalf().all()).hasSize(2);
    assertThat(scores.surerHalf().kappa()).isEqualTo(1);
  }

  @Test
  void coverageIsTheShareWithALabel() {
    assertThat(scores.coverage()).isEqualTo(0.75);
    assertThat(scores.given().accuracy()).isCloseTo(2.0 / 3, within(1e-9));
  }

  @Test
  void accuracyAndF1CountEveryBestOutcome() {
    assertThat(scores.accuracy()).isEqualTo(0.5);
    assertThat(scores.macroF1()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void theCalibrationErrorIsTheMeanDistanceOfProbabilityAndTruth() {
    assertThat(scores.calibrationError()).isCloseTo((0.05 + 0.15 + 0.65 + 0.55) / 4, within(1e-9));
  }
}
