// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.containers;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericDatumReader;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericRecord;
import org.apache.flink.avro.shaded.org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics as somebody without our code does: Confluent's own client, plain Avro. */
final class ConfluentReader {
  private static final int CACHED = 100;
  private static final int HEADER_BYTES = 5;

  private final String bootstrapServers;
  private final CachedSchemaRegistryClient registry;

  /**
   * A reader.
   *
   * @param access Confluent's settings of credentials; none where the registry wants none
   */
  ConfluentReader(String bootstrapServers, URI registry, Map<String, ?> access) {
    this.bootstrapServers = bootstrapServers;
    this.registry = new CachedSchemaRegistryClient(registry.toString(), CACHED, access);
  }

  /** All committed records of a topic that have a value, up to where it ends now. */
  List<GenericRecord> read(String topic) throws IOException, RestClientException {
    List<GenericRecord> values = new ArrayList<>();
    for (byte[] value : bytes(topic)) {
      values.add(decoded(value));
    }
    return values;
  }

  /** The same as bytes: no registry is asked. */
  List<byte[]> bytes(String topic) {
    List<byte[]> values = new ArrayList<>();
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          if (record.value() != null) {
            values.add(record.value());
          }
        }
      }
    }
    return values;
  }

  private GenericRecord decoded(byte[] value) throws IOException, RestClientException {
    int id = ByteBuffer.wrap(value).getInt(1);
    AvroSchema schema = (AvroSchema) registry.getSchemaById(id);
    return new GenericDatumReader<GenericRecord>(schema.rawSchema())
        .read(
            null,
            DecoderFactory.get()
                .binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, null));
  }
}
