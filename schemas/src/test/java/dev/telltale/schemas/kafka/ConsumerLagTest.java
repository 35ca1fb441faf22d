// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class ConsumerLagTest {
  private final Map<MetricName, Metric> metrics = new HashMap<>();

  @Test
  void partitionsAddUp() {
    lag("c-1", "telltale.spans", "0", 5);
    lag("c-1", "telltale.spans", "1", 7);
    lag("c-2", "telltale.spans", "2", 1);

    assertThat(ConsumerLag.records(metrics)).isEqualTo(13);
  }

  @Test
  void aTopicThatIsToldTwiceIsCountedOnce() {
    lag("c-1", "telltale.spans", "0", 5);
    lag("c-1", "telltale_spans", "0", 5);

    assertThat(ConsumerLag.records(metrics)).isEqualTo(5);
  }

  @Test
  void copiesOfStateAndOtherNumbersAreNotCounted() {
    lag("app-StreamThread-1-restore-consumer", "changelog", "0", 1_000);
    lag("app-global-consumer", "table", "0", 1_000);
    lag("c-1", "telltale.spans", "0", Double.NaN);
    put("records-lag", Map.of("client-id", "c-1"), 1_000);
    put(
        "records-lag-avg",
        Map.of("client-id", "c-1", "topic", "telltale.spans", "partition", "0"),
        1_000);

    assertThat(ConsumerLag.records(metrics)).isZero();
  }

  private void lag(String client, String topic, String partition, double records) {
    put(
        "records-lag",
        Map.of("client-id", client, "topic", topic, "partition", partition),
        records);
  }

  private void put(String name, Map<String, String> tags, double value) {
    MetricName metric = new MetricName(name, "consumer-fetch-manager-metrics", "", tags);
    metrics.put(
        metric,
        new Metric() {
          @Override
          public MetricName metricName() {
            return metric;
          }

          @Override
          public Object metricValue() {
            return value;
          }
        });
  }
}
