// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.alert.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertsTest {
  @Test
  void whatWasNotStartedIsNotHealthyAndCanBeClosedTwice() {
    Alerts alerts =
        new Alerts(
            AlertConfig.defaults(),
            new KafkaConnection("127.0.0.1:1", "t.", Map.of()),
            new InMemorySchemaRegistry(),
            new SimpleMeterRegistry(),
            InstantSource.system(),
            System.out);

    assertThat(alerts.isHealthy()).isFalse();
    assertThat(alerts.isAlive()).isTrue();
    alerts.close();
    alerts.close();
    assertThat(alerts.isHealthy()).isFalse();
  }
}
