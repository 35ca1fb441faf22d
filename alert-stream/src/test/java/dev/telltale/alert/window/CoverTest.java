// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.alert.window.Cover.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CoverTest {
  private static final long MINUTE = 60_000;

  @Test
  void twoDaysAreReadAsHoursAndTwoEdges() {
    Cover cover = Cover.of(new Span(20 * MINUTE, 20 * MINUTE + 48 * Cover.HOUR));

    assertThat(cover.hours()).containsExactly(new Span(Cover.HOUR, 48 * Cover.HOUR));
    assertThat(cover.panes())
        .containsExactly(
            new Span(20 * MINUTE, Cover.HOUR),
            new Span(48 * Cover.HOUR, 48 * Cover.HOUR + 20 * MINUTE));
  }

  @Test
  void aWindowWithoutAWholeHourIsReadAsPanes() {
    Span window = new Span(30 * MINUTE, 110 * MINUTE);

    assertThat(Cover.of(window)).isEqualTo(new Cover(List.of(), List.of(window)));
  }

  @Test
  void everyMinuteIsCoveredOnceAndNoOther() {
    Random chance = new Random(11);
    for (int i = 0; i < 300; i++) {
      long from = chance.nextInt(300) * MINUTE;
      long to = from + chance.nextInt(3000) * MINUTE;
      Cover cover = Cover.of(new Span(from, to));

      List<Long> minutes = new ArrayList<>();
      cover.hours().forEach(span -> addMinutes(span, minutes));
      cover.panes().forEach(span -> addMinutes(span, minutes));

      List<Long> expected = new ArrayList<>();
      addMinutes(new Span(from, to), expected);
      assertThat(minutes).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(cover.hours())
          .allMatch(span -> span.from() % Cover.HOUR == 0 && span.to() % Cover.HOUR == 0);
    }
  }

  private static void addMinutes(Span span, List<Long> to) {
    for (long minute = span.from(); minute < span.to(); minute += MINUTE) {
      to.add(minute);
    }
  }
}
