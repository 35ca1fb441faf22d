// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
  @TempDir Path folder;

  @Test
  void recordsAreStillThereAfterARestartOnTheSameFolder() throws Exception {
    try (EmbeddedKafka kafka = new EmbeddedKafka(folder, 0)) {
      try (TopicAdmin admin = admin(kafka)) {
        admin.create(Optional.empty());
      }
      try (KafkaProducer<String, byte[]> producer =
          new KafkaProducer<>(connection(kafka).producer())) {
        producer
            .send(new ProducerRecord<>("telltale.dead-letters", 0, "k", new byte[] {1, 2, 3}))
            .get();
      }
    }

    try (EmbeddedKafka kafka = new EmbeddedKafka(folder, 0);
        KafkaConsumer<String, byte[]> consumer =
            new KafkaConsumer<>(connection(kafka).consumer())) {
      consumer.assign(List.of(new TopicPartition("telltale.dead-letters", 0)));
      ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofSeconds(20));

      assertThat(records)
          .singleElement()
          .satisfies(r -> assertThat(r.value()).containsExactly(1, 2, 3));
    }
  }

  @Test
  void theCatalogueIsCreatedOnceAndThenAgreesWithTheCluster() throws IOException {
    try (EmbeddedKafka kafka = new EmbeddedKafka(folder, 0);
        TopicAdmin admin = admin(kafka)) {
      assertThat(admin.missing()).hasSize(Topics.all().size());
      assertThat(admin.create(Optional.empty())).hasSize(Topics.all().size());
      assertThat(admin.create(Optional.empty())).isEmpty();
      assertThat(admin.check()).isEmpty();
    }
  }

  @Test
  void everyPartitionOfACreatedTopicTakesRecordsAtTheFirstAttempt() throws Exception {
    try (EmbeddedKafka kafka = new EmbeddedKafka(folder, 0)) {
      for (int i = 0; i < 5; i++) {
        KafkaConnection fresh =
            new KafkaConnection(kafka.bootstrapServers(), "fresh-" + i + ".", Map.of());
        try (TopicAdmin admin = new TopicAdmin(fresh, Duration.ofSeconds(30))) {
          admin.create(Optional.empty());
        }
        Map<String, Object> once = fresh.producer();
        once.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        once.put(ProducerConfig.RETRIES_CONFIG, 0);
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(once)) {
          List<Future<RecordMetadata>> sent = new ArrayList<>();
          for (Topic<?, ?> topic : Topics.all()) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
              sent.add(
                  producer.send(
                      new ProducerRecord<>(fresh.name(topic), partition, "k", new byte[] {1})));
            }
          }
          for (Future<RecordMetadata> one : sent) {
            assertThat(one.get().offset()).isZero();
          }
        }
      }
    }
  }

  @Test
  void aTopicThatDiffersFromTheCatalogueIsToldWithWhatIsExpected()
      throws IOException, ExecutionException, InterruptedException {
    try (EmbeddedKafka kafka = new EmbeddedKafka(folder, 0);
        TopicAdmin admin = admin(kafka);
        Admin raw = Admin.create(connection(kafka).client())) {
      raw.createTopics(List.of(new NewTopic("telltale.spans", 1, (short) 1))).all().get();

      assertThat(admin.check())
          .extracting(TopicAdmin.Difference::toString)
          .contains(
              "telltale.spans: partitions is 1 (expected: 4 or more)",
              "telltale.spans: message.timestamp.type is CreateTime (expected: LogAppendTime)",
              "telltale.traces: topic is missing (expected: present)");
    }
  }

  @Test
  void aPortInUseIsToldByItsNumber() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> new EmbeddedKafka(folder, port))
          .hasMessage("port " + port + " is in use (choose another with --kafka-port)");
    }
  }

  @Test
  void aClusterThatIsAwayIsToldByItsAddress() {
    KafkaConnection away = new KafkaConnection("127.0.0.1:1", "telltale.", Map.of());

    try (TopicAdmin admin = new TopicAdmin(away, Duration.ofSeconds(2))) {
      assertThatThrownBy(admin::check).hasMessageContaining("Kafka at 127.0.0.1:1");
    }
  }

  private static TopicAdmin admin(EmbeddedKafka kafka) {
    return new TopicAdmin(connection(kafka), Duration.ofSeconds(30));
  }

  private static KafkaConnection connection(EmbeddedKafka kafka) {
    return new KafkaConnection(kafka.bootstrapServers(), "telltale.", Map.of());
  }
}
