// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * One Kafka node, broker and controller, listening on loopback only. Its folder keeps topics,
 * records and offsets from one start to the next. Not for production: there is one replica of
 * everything.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private final KafkaRaftServer server;
  private final String bootstrapServers;

  /**
   * Starts the node; about two seconds for a new folder.
   *
   * @param folder where it keeps its data; made if it is not there
   * @param port of the broker; 0 for any free one
   * @throws IOException when the folder cannot be used
   * @throws IllegalStateException when the port is in use, or the folder belongs to another Kafka
   */
  public EmbeddedKafka(Path folder, int port) throws IOException {
    this(folder, port, Map.of());
  }

  /**
   * Starts the node with settings of its own.
   *
   * @param settings of the broker; they win over those here
   * @throws IOException when the folder cannot be used
   * @throws IllegalStateException when the port is in use, or the folder belongs to another Kafka
   */
  public EmbeddedKafka(Path folder, int port, Map<String, String> settings) throws IOException {
    Files.createDirectories(folder);
    int brokerPort = free(port);
    int controllerPort = free(0);
    this.bootstrapServers = "127.0.0.1:" + brokerPort;
    Properties config = config(folder, brokerPort, controllerPort);
    config.putAll(settings);
    format(folder, config);
    this.server = new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
    server.startup();
  }

  /** Where clients connect: host:port. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static Properties config(Path folder, int brokerPort, int controllerPort) {
    Properties config = new Properties();
    config.setProperty("node.id", "1");
    config.setProperty("process.roles", "broker,controller");
    config.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    config.setProperty("controller.listener.names", "CONTROLLER");
    config.setProperty(
        "listeners",
        "PLAINTEXT://127.0.0.1:" + brokerPort + ",CONTROLLER://127.0.0.1:" + controllerPort);
    config.setProperty("log.dirs", folder.resolve("log").toString());
    config.setProperty("auto.create.topics.enable", "false");
    config.setProperty("default.replication.factor", "1");
    config.setProperty("offsets.topic.replication.factor", "1");
    config.setProperty("offsets.topic.num.partitions", "3");
    config.setProperty("transaction.state.log.replication.factor", "1");
    config.setProperty("transaction.state.log.min.isr", "1");
    config.setProperty("transaction.state.log.num.partitions", "3");
    config.setProperty("share.coordinator.state.topic.replication.factor", "1");
    config.setProperty("share.coordinator.state.topic.min.isr", "1");
    config.setProperty("group.initial.rebalance.delay.ms", "0");
    // The default buffer alone takes 128 MB of heap.
    config.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
    return config;
  }

  private static void format(Path folder, Properties config) throws IOException {
    Path file = folder.resolve("server.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      config.store(out, null);
    }
    java.io.ByteArrayOutputStream said = new java.io.ByteArrayOutputStream();
    int result =
        StorageTool.execute(
            new String[] {
              "format", "--ignore-formatted", "-t", clusterId(folder), "-c", file.toString()
            },
            new PrintStream(said, true, StandardCharsets.UTF_8));
    if (result != 0) {
      throw new IllegalStateException(
          "folder "
              + folder
              + " cannot be used for Kafka: "
              + said.toString(StandardCharsets.UTF_8).strip());
    }
  }

  private static String clusterId(Path folder) throws IOException {
    Path file = folder.resolve("cluster.properties");
    Properties cluster = new Properties();
    if (Files.exists(file)) {
      try (InputStream in = Files.newInputStream(file)) {
        cluster.load(in);
      }
    } else {
      cluster.setProperty("cluster.id", Uuid.randomUuid().toString());
      try (OutputStream out = Files.newOutputStream(file)) {
        cluster.store(out, null);
      }
    }
    return cluster.getProperty("cluster.id");
  }

  private static int free(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket.getLocalPort();
    } catch (java.net.BindException e) {
      throw new IllegalStateException(
          "port " + port + " is in use (choose another with --kafka-port)", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
