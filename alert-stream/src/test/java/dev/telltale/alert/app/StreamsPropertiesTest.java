// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.kafka.KafkaConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class StreamsPropertiesTest {
  private static final String NAME = "main.consumer.group.instance.id";
  private static final String MISSED_AFTER = "main.consumer.session.timeout.ms";

  @Test
  void oneWithANameHasAMinuteToComeBackAndItsPartitionsWait() {
    assertThat(properties(Optional.of("alerts-0")))
        .containsEntry(NAME, "alerts-0")
        .containsEntry(MISSED_AFTER, 60_000);
  }

  @Test
  void oneWithoutANameIsMissedSoon() {
    assertThat(properties(Optional.empty()))
        .doesNotContainKey(NAME)
        .containsEntry(MISSED_AFTER, 10_000);
  }

  private static Properties properties(Optional<String> instanceId) {
    AlertConfig defaults = AlertConfig.defaults();
    return StreamsProperties.of(
        new AlertConfig(
            defaults.interval(),
            defaults.settle(),
            defaults.staleAfter(),
            1,
            instanceId,
            defaults.stateDir(),
            defaults.pipeline(),
            defaults.delivery()),
        new KafkaConnection("unused:1", "t.", Map.of()),
        new AlertMeters(new SimpleMeterRegistry(), LabelCounting.ALONE, List.of()));
  }
}
