// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.serde.AnyRecord;
import dev.telltale.schemas.serde.UndecodableException;
import dev.telltale.schemas.topic.Ticks;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.config.TelltaleConfig;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a topic's records as JSON lines. */
@Command(
    name = "tail",
    description = {
      "Prints the records of a topic, decoded, one JSON object a line.",
      "Example: telltale tail labels --from-beginning --max 10"
    },
    mixinStandardHelpOptions = true)
final class TailCommand implements Callable<Integer> {
  private static final Duration REACH = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final ObjectMapper JSON = new ObjectMapper();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;
  @Mixin private Installation installation = new Installation();

  @Parameters(
      paramLabel = "TOPIC",
      description = "A topic of the catalogue, with or without its prefix.")
  private String topicName = "";

  @Option(
      names = "--from-beginning",
      description = "Start at the oldest record; without it, at the next one.")
  private boolean fromBeginning;

  @Option(names = "--max", paramLabel = "N", description = "Stop after N records.")
  private long max = Long.MAX_VALUE;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Stop when no record came for so long.")
  private @Nullable Double timeoutSeconds;

  @Option(
      names = "--ticks",
      description = "Show ticks too: records without a value that move a quiet partition's clock.")
  private boolean ticks;

  @Override
  public Integer call() {
    TelltaleConfig config = installation.config();
    KafkaConnection kafka = Installation.kafka(config);
    Topic<?, ?> topic = topic(kafka);
    AnyRecord reader = new AnyRecord(Installation.registry(config));
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) REACH.toMillis());
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings)) {
      start(consumer, kafka, topic);
      print(consumer, topic, reader, out);
    }
    return CommandLine.ExitCode.OK;
  }

  private Topic<?, ?> topic(KafkaConnection kafka) {
    String prefix = kafka.topicPrefix();
    String name = topicName.startsWith(prefix) ? topicName.substring(prefix.length()) : topicName;
    return Topics.named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown topic: "
                        + topicName
                        + " (one of: "
                        + Topics.all().stream().map(Topic::name).collect(Collectors.joining(", "))
                        + ")"));
  }

  private void start(
      KafkaConsumer<String, byte[]> consumer, KafkaConnection kafka, Topic<?, ?> topic) {
    List<PartitionInfo> partitions;
    try {
      partitions = consumer.partitionsFor(kafka.name(topic));
    } catch (TimeoutException e) {
      throw new KafkaException("Kafka at " + kafka.bootstrapServers() + " cannot be reached", e);
    }
    if (partitions == null || partitions.isEmpty()) {
      throw new KafkaException(
          "topic " + kafka.name(topic) + " is not there (run: telltale topics create)");
    }
    List<TopicPartition> all =
        partitions.stream().map(p -> new TopicPartition(p.topic(), p.partition())).toList();
    consumer.assign(all);
    if (fromBeginning) {
      consumer.seekToBeginning(all);
    } else {
      consumer.seekToEnd(all);
    }
    // Positions are asked for lazily: now, so that "the next record" means from here on.
    all.forEach(consumer::position);
  }

  private void print(
      KafkaConsumer<String, byte[]> consumer,
      Topic<?, ?> topic,
      AnyRecord reader,
      PrintWriter out) {
    long printed = 0;
    long quietSince = System.nanoTime();
    while (printed < max && !out.checkError()) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (printed < max && (ticks || !Ticks.isTick(record.value(), record.headers()))) {
          quietSince = System.nanoTime();
          out.println(line(record, topic, reader));
          printed++;
        }
      }
      out.flush();
      if (timeoutSeconds != null && System.nanoTime() - quietSince > timeoutSeconds * 1e9) {
        return;
      }
    }
  }

  private static String line(
      ConsumerRecord<String, byte[]> record, Topic<?, ?> topic, AnyRecord reader) {
    ObjectNode line = JSON.createObjectNode();
    line.put("topic", topic.name());
    line.put("partition", record.partition());
    line.put("offset", record.offset());
    line.put("timestamp", Instant.ofEpochMilli(record.timestamp()).toString());
    line.put("key", record.key());
    ObjectNode headers = line.putObject("headers");
    for (Header header : record.headers()) {
      headers.put(
          header.key(),
          header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8));
    }
    if (Ticks.isTick(record.value(), record.headers())) {
      line.put("tick", true);
    }
    if (record.value() == null) {
      line.putNull("value");
    } else if (topic.isAvro()) {
      decode(record.value(), reader, line);
    } else {
      line.put("value", Base64.getEncoder().encodeToString(record.value()));
    }
    return line.toString();
  }

  private static void decode(byte[] value, AnyRecord reader, ObjectNode line) {
    try {
      line.set("value", JSON.readTree(reader.json(value)));
    } catch (UndecodableException | JsonProcessingException e) {
      line.putNull("value");
      line.put("error", e.getMessage());
    }
  }
}
