// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.containers;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A container of Telltale's image as an orchestrator would run it: not root, a root filesystem that
 * nobody can write, no capabilities, /tmp in memory.
 */
final class Role extends GenericContainer<Role> {
  static final String IMAGE = "telltale:latest";
  static final int OTLP = 4318;
  static final int API = 8080;
  static final int METRICS = 9464;

  private static final Duration SOON = Duration.ofMinutes(8);
  private static final String STATE = "/var/lib/telltale";

  private final List<Bind> binds = new ArrayList<>();

  /** A role of the image that is built of this project. */
  Role(String... command) {
    this(IMAGE, command);
  }

  private Role(String image, String[] command) {
    super(image);
    withCommand(command);
    withLogConsumer(line -> Logs.add(command[0], line.getUtf8StringWithoutLineEnding()));
    // A role of a test lives for a minute: the better compiler would not pay.
    withEnv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m");
    withTmpFs(Map.of("/tmp", "rw,exec,nosuid,mode=1777,size=512m"));
    withCreateContainerCmdModifier(
        create -> {
          HostConfig host = Objects.requireNonNull(create.getHostConfig());
          host.withReadonlyRootfs(true)
              .withCapDrop(Capability.ALL)
              .withSecurityOpts(List.of("no-new-privileges"))
              .withBinds(binds);
        });
    withStartupTimeout(SOON);
  }

  /** The same of another image. */
  static Role of(String image, String... command) {
    return new Role(image, command);
  }

  /** Serves: it has started when its health says so. */
  Role serving(Integer... ports) {
    withExposedPorts(ports);
    addExposedPort(METRICS);
    return waitingFor(
        Wait.forHttp("/health").forPort(METRICS).forStatusCode(200).withStartupTimeout(SOON));
  }

  /** Keeps its state in a volume of that name. */
  Role keeping(String volume) {
    binds.add(new Bind(volume, new Volume(STATE)));
    return this;
  }

  /** Finds a file of this machine under another path, and cannot write it. */
  Role reading(String file, String path) {
    binds.add(new Bind(file, new Volume(path), AccessMode.ro));
    return this;
  }

  /** The address of one of its ports on this machine. */
  URI at(int port) {
    return URI.create("http://" + getHost() + ":" + getMappedPort(port));
  }

  /** Ends it as the machine would: nothing in it gets to know. */
  void kill() {
    Engine.client().killContainerCmd(getContainerId()).withSignal("SIGKILL").exec();
  }

  /** Asks it to stop, as an orchestrator does, and waits for its end. */
  long end() {
    Engine.client().stopContainerCmd(getContainerId()).withTimeout(60).exec();
    return exitCode();
  }

  /** How it ended. */
  long exitCode() {
    return Objects.requireNonNull(getCurrentContainerInfo().getState().getExitCodeLong());
  }

  /** What the image's own check says of it: starting, healthy or unhealthy. */
  String health() {
    return Objects.requireNonNull(getCurrentContainerInfo().getState().getHealth()).getStatus();
  }
}
