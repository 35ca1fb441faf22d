// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.containers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/**
 * A network with a Kafka that creates no topic by itself and a registry, and the containers of
 * Telltale that a test puts there. Everything goes when it is closed.
 */
final class Cluster implements AutoCloseable {
  static final String KAFKA = "kafka:19092";
  static final String REGISTRY = "http://registry:8080/apis/ccompat/v7";

  private static final int REGISTRY_PORT = 8080;
  private static final Duration SOON = Duration.ofMinutes(8);

  private final Network network = Network.newNetwork();
  private final KafkaContainer kafka = kafka(network);
  private final GenericContainer<?> registry = registry(network);
  private final ConcurrentLinkedQueue<Role> roles = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> volumes = new ConcurrentLinkedQueue<>();

  Cluster() {
    Startables.deepStart(kafka, registry).join();
  }

  Network network() {
    return network;
  }

  /** Kafka's address on this machine. */
  String bootstrapServers() {
    return kafka.getBootstrapServers();
  }

  /** The registry's address on this machine. */
  URI registry() {
    return URI.create(
        "http://"
            + registry.getHost()
            + ":"
            + registry.getMappedPort(REGISTRY_PORT)
            + "/apis/ccompat/v7");
  }

  /** A container of Telltale's image that knows Kafka and the registry; not started. */
  Role role(String... command) {
    Role role = new Role(command).withNetwork(network);
    Map<String, String> environment = new HashMap<>();
    environment.put("TELLTALE_KAFKA_BOOTSTRAP_SERVERS", KAFKA);
    environment.put("TELLTALE_REGISTRY_URL", REGISTRY);
    // A member that died is missed soon, and so are its transactions.
    for (String client : new String[] {"", "MAIN_CONSUMER_"}) {
      environment.put("TELLTALE_KAFKA_PROPERTIES_" + client + "SESSION_TIMEOUT_MS", "6000");
      environment.put("TELLTALE_KAFKA_PROPERTIES_" + client + "HEARTBEAT_INTERVAL_MS", "1500");
    }
    environment.put("TELLTALE_KAFKA_PROPERTIES_PRODUCER_TRANSACTION_TIMEOUT_MS", "10000");
    role.withEnv(environment);
    roles.add(role);
    return role;
  }

  /** The name of a new volume. */
  String volume() {
    String name = "telltale-it-" + UUID.randomUUID();
    Engine.client().createVolumeCmd().withName(name).exec();
    volumes.add(name);
    return name;
  }

  /** Runs a verb to its end. */
  static String run(Role verb) {
    verb.withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(SOON));
    verb.start();
    return verb.getLogs();
  }

  @Override
  public void close() {
    roles.forEach(Role::stop);
    registry.stop();
    kafka.stop();
    network.close();
    volumes.forEach(volume -> Engine.client().removeVolumeCmd(volume).exec());
  }

  private static KafkaContainer kafka(Network network) {
    DockerImageName image =
        DockerImageName.parse(Engine.kafka()).asCompatibleSubstituteFor("apache/kafka");
    return new KafkaContainer(image)
        .withNetwork(network)
        .withListener(KAFKA)
        .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
        .withEnv("KAFKA_DEFAULT_REPLICATION_FACTOR", "1")
        .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
        .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1")
        .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
        .withEnv("KAFKA_TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS", "1000")
        .withEnv("KAFKA_LOG_CLEANER_DEDUPE_BUFFER_SIZE", "2097152")
        .withEnv("KAFKA_HEAP_OPTS", "-Xmx512m")
        .withStartupTimeout(SOON);
  }

  private static GenericContainer<?> registry(Network network) {
    return new GenericContainer<>(Engine.registry())
        .withNetwork(network)
        .withNetworkAliases("registry")
        .withExposedPorts(REGISTRY_PORT)
        .waitingFor(
            Wait.forHttp("/apis/ccompat/v7/subjects").forStatusCode(200).withStartupTimeout(SOON));
  }

  /** Applies one file of definitions through the API. */
  static HttpResponse<String> apply(URI api, String key, String definitions) throws Exception {
    ObjectNode request = new ObjectMapper().createObjectNode();
    request.putArray("files").addObject().put("name", "it.yaml").put("content", definitions);
    return Http.post(api.resolve("/api/v1/apply"), key, request.toString());
  }
}
