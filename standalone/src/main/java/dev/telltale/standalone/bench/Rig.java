// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.util.EventLoopGroups;
import dev.telltale.gateway.app.Gateway;
import dev.telltale.gateway.app.GatewayConfig;
import dev.telltale.gateway.publish.ProducerSettings;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.kafka.EmbeddedKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** A Kafka and a gateway on free ports of this process, and those who send to them. */
final class Rig implements AutoCloseable {
  private static final String PREFIX = "telltale.";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int CLIENT_THREADS = 2;
  private static final int GRPC_CLIENTS = 8;

  /** So that a run does not fill the disk: 4 partitions of twice that at most. */
  private static final String SEGMENT_BYTES = Integer.toString(128 * 1024 * 1024);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final KafkaConnection kafka;
  private final String topic = PREFIX + Topics.SPANS.name();
  private final AvroCodec<Span> codec;
  private final Map<String, Sender> senders = new LinkedHashMap<>();

  /**
   * Starts everything.
   *
   * @param folder for Kafka's data
   */
  Rig(Path folder) throws IOException, InterruptedException {
    InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    this.codec = new TopicSerdes(registry, PREFIX).codec(Topics.SPANS);
    EmbeddedKafka broker =
        add(new EmbeddedKafka(folder, 0, Map.of("log.retention.check.interval.ms", "5000")));
    this.kafka = new KafkaConnection(broker.bootstrapServers(), PREFIX, Map.of());
    topics();
    Gateway gateway =
        add(
            new Gateway(
                GatewayConfig.defaults().onFreePorts(),
                kafka,
                registry,
                AccessKeys::none,
                new SimpleMeterRegistry(),
                InstantSource.system()));
    gateway.start();
    senders.put(
        "producer", new ProducerSender(add(new KafkaProducer<>(ProducerSettings.of(kafka)))));
    EventLoopGroup loops = EventLoopGroups.newEventLoopGroup(CLIENT_THREADS, Cpu.LOAD + "client");
    open.push(() -> loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).await());
    List<WebClient> http = clients(1, "h1c://127.0.0.1:" + gateway.httpPort(), loops);
    senders.put("http-protobuf", OtlpSender.protobuf(http));
    senders.put("http-json", OtlpSender.json(http));
    senders.put(
        "grpc",
        OtlpSender.grpc(clients(GRPC_CLIENTS, "h2c://127.0.0.1:" + gateway.grpcPort(), loops)));
  }

  /** The senders by the names of their cases, the bare producer first. */
  Map<String, Sender> senders() {
    return senders;
  }

  /** The spans' topic. */
  String topic() {
    return topic;
  }

  AvroCodec<Span> codec() {
    return codec;
  }

  /** How many records were ever written to the topic. */
  long stored() {
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(kafka.consumer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("the benchmark's parts did not close", e);
      }
    }
  }

  private <T extends AutoCloseable> T add(T part) {
    open.push(part);
    return part;
  }

  private List<WebClient> clients(int count, String address, EventLoopGroup loops) {
    List<WebClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ClientFactory factory = add(ClientFactory.builder().workerGroup(loops, false).build());
      clients.add(WebClient.builder(address).factory(factory).responseTimeout(TIMEOUT).build());
    }
    return clients;
  }

  private void topics() throws InterruptedException {
    try (TopicAdmin admin = new TopicAdmin(kafka, TIMEOUT)) {
      admin.create(Optional.empty());
    }
    try (Admin admin = Admin.create(kafka.client())) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(set("segment.bytes"), set("retention.bytes"))))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the topic cannot be set up: " + e.getCause(), e);
    }
  }

  private static AlterConfigOp set(String name) {
    return new AlterConfigOp(new ConfigEntry(name, SEGMENT_BYTES), AlterConfigOp.OpType.SET);
  }
}
