// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.topic.Ticks;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.kafka.EmbeddedKafka;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailIT {
  @TempDir Path folder;

  @Test
  void ticksAreShownOnlyToWhomAsksForThem() throws Exception {
    try (EmbeddedKafka broker = new EmbeddedKafka(folder.resolve("kafka"), 0)) {
      KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), "telltale.", Map.of());
      try (TopicAdmin admin = new TopicAdmin(kafka, Duration.ofSeconds(20))) {
        admin.create(Optional.empty());
      }
      String topic = kafka.name(Topics.DEAD_LETTERS);
      try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.producer())) {
        ProducerRecord<String, byte[]> tick = new ProducerRecord<>(topic, 0, "tick:0", null);
        tick.headers().add(Ticks.HEADER, new byte[0]);
        producer.send(tick).get();
        byte[] value = "letter".getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(topic, 0, "key", value)).get();
      }
      Path config =
          Files.writeString(
              folder.resolve("config.yaml"),
              "telltale:\n  kafka:\n    bootstrap-servers: " + kafka.bootstrapServers() + "\n");

      assertThat(tail(config, "--timeout", "1"))
          .hasLineCount(1)
          .contains("\"key\":\"key\"", "bGV0dGVy");
      assertThat(tail(config, "--ticks", "--timeout", "1"))
          .hasLineCount(2)
          .contains("\"key\":\"tick:0\"", "\"tick\":true");
    }
  }

  private static String tail(Path config, String... options) {
    StringWriter out = new StringWriter();
    String[] arguments = {
      "tail", "dead-letters", "--from-beginning", "--config", config.toString()
    };
    int exitCode =
        Telltale.commandLine()
            .setOut(new PrintWriter(out))
            .execute(
                java.util.stream.Stream.of(arguments, options)
                    .flatMap(java.util.Arrays::stream)
                    .toArray(String[]::new));
    assertThat(exitCode).isZero();
    return out.toString();
  }
}
