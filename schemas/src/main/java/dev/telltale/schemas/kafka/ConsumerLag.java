// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** How far consumers are behind, by the clients' own account. */
public final class ConsumerLag {
  private static final String GROUP = "consumer-fetch-manager-metrics";
  private static final String LAG = "records-lag";

  private ConsumerLag() {}

  /**
   * Records that have not been read, of all partitions of these clients, as of their last fetch.
   * What only fills a copy of state is not counted. For any thread.
   *
   * @param metrics of a consumer or of Kafka Streams
   * @return 0 or more; 0 where nothing was ever fetched
   */
  public static double records(Map<MetricName, ? extends Metric> metrics) {
    // Clients tell of a topic with dots twice: by its name, and with underscores for old boards.
    Map<String, Double> partitions = new HashMap<>();
    metrics.forEach(
        (name, metric) -> {
          if (name.name().equals(LAG)
              && name.group().equals(GROUP)
              && name.tags().containsKey("partition")
              && isReading(name.tags().getOrDefault("client-id", ""))
              && metric.metricValue() instanceof Double lag
              && Double.isFinite(lag)) {
            partitions.merge(partition(name.tags()), Math.max(0, lag), Math::max);
          }
        });
    return partitions.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private static boolean isReading(String client) {
    return !client.endsWith("-restore-consumer") && !client.endsWith("-global-consumer");
  }

  private static String partition(Map<String, String> tags) {
    String topic = tags.getOrDefault("topic", "").replace('.', '_');
    return String.join("|", tags.getOrDefault("client-id", ""), topic, tags.get("partition"));
  }
}
