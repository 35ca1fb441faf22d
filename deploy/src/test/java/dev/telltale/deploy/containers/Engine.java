// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.containers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;

/**
 * The engine that tests use, and its images. A test is skipped, and says what is missing, where
 * there is none; with one, Telltale's image is built of what Maven packaged.
 */
final class Engine {
  private static final Path ROOT =
      Path.of(System.getProperty("telltale.root", "..")).toAbsolutePath().normalize();
  private static final long BUILD_MINUTES = 15;
  private static final String HINT =
      "; on a Debian machine: eval \"$(sudo deploy/containers/debian.sh start)\"";

  private static Optional<String> missing = Optional.empty();
  private static boolean asked;

  private Engine() {}

  /** Kafka's image. */
  static String kafka() {
    return image("KAFKA_IMAGE", "apache/kafka:4.3.1");
  }

  /** The image of a registry that speaks Confluent's API under /apis/ccompat/v7. */
  static String registry() {
    return image("REGISTRY_IMAGE", "apicurio/apicurio-registry:3.3.3");
  }

  /** Skips the test that calls it where containers cannot be had. */
  static synchronized void require() throws IOException, InterruptedException {
    if (!asked) {
      asked = true;
      missing = look();
    }
    assumeTrue(missing.isEmpty(), () -> missing.orElse("") + HINT);
  }

  /** Skips the test where that image is not in the engine. */
  static void requireImage(String name, String hint) {
    assumeTrue(has(name), () -> "no image " + name + ": " + hint);
  }

  /** The address of this machine in that network, where containers find servers of a test. */
  static String gateway(Network network) throws SocketException, UnknownHostException {
    String address =
        client()
            .inspectNetworkCmd()
            .withNetworkId(network.getId())
            .exec()
            .getIpam()
            .getConfig()
            .get(0)
            .getGateway();
    assumeTrue(
        NetworkInterface.getByInetAddress(InetAddress.getByName(address)) != null,
        () -> "the engine runs on another machine: its containers cannot reach " + address);
    return address;
  }

  static DockerClient client() {
    return DockerClientFactory.instance().client();
  }

  private static Optional<String> look() throws IOException, InterruptedException {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return Optional.of("no container engine was found");
    }
    if (!Files.exists(ROOT.resolve("standalone/target/telltale.jar"))) {
      return Optional.of("standalone/target/telltale.jar is not built");
    }
    build();
    return Optional.empty();
  }

  /** Layers that have not changed cost nothing, so what is tested is always what was packaged. */
  private static void build() throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of("docker", "build", "-q", "-f", "deploy/image/Dockerfile", "-t", Role.IMAGE));
    String base = System.getenv("BASE_IMAGE");
    if (base != null) {
      command.addAll(List.of("--build-arg", "BASE=" + base));
    }
    command.add(".");
    Path log = Files.createTempFile("docker-build-", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(new File(ROOT.toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException("docker build failed:\n" + Files.readString(log));
    }
    Files.delete(log);
  }

  private static boolean has(String image) {
    try {
      client().inspectImageCmd(image).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  private static String image(String variable, String official) {
    Map<String, String> environment = System.getenv();
    return environment.getOrDefault(variable, official);
  }
}
