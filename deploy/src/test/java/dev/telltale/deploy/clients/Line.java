// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.clients;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Telltale in one process, from its real jar, on free ports. */
final class Line implements AutoCloseable {
  private static final Path JAR = Run.ROOT.resolve("standalone/target/telltale.jar");

  private final Run run;
  private final String said;

  private Line(Run run, String said) {
    this.run = run;
    this.said = said;
  }

  /** Starts it with its data in a folder, and waits for it. */
  static Line start(Path folder, Map<String, String> environment) {
    if (!Files.exists(JAR)) {
      throw new IllegalStateException(
          JAR + " is not there: mvn -Dquick -pl standalone -am package makes it");
    }
    List<String> command =
        List.of(
            Run.JAVA,
            "-XX:TieredStopAtLevel=1",
            "-jar",
            JAR.toString(),
            "standalone",
            "--dir=" + folder,
            "--http-port=0",
            "--grpc-port=0",
            "--api-port=0",
            "--metrics-port=0",
            "--kafka-port=0");
    Run run = Run.start(folder, environment, command);
    return new Line(run, run.awaitLine("Stop with", Duration.ofMinutes(3)));
  }

  /** Where OTLP over HTTP is taken: the address without a path. */
  URI http() {
    return URI.create(address("OTLP/HTTP").replace("/v1/traces", ""));
  }

  /** Where OTLP over gRPC is taken. */
  URI grpc() {
    return URI.create(address("OTLP/gRPC"));
  }

  /** Kafka's bootstrap server. */
  String kafka() {
    return address("Kafka");
  }

  /** Where Avro schemas are served. */
  URI registry() {
    return URI.create(address("schema registry"));
  }

  /** Everything that this process counts. */
  URI metrics() {
    return registry().resolve("/metrics");
  }

  /** Runs a verb of the same jar against it. */
  Run.Result verb(Path folder, String... words) throws IOException, InterruptedException {
    return Run.verb(folder, JAR, List.of(words));
  }

  private String address(String name) {
    Matcher line = Pattern.compile("(?m)^ +" + Pattern.quote(name) + " +([^\\s,]+)").matcher(said);
    if (!line.find()) {
      throw new IllegalStateException("no address of " + name + " in: " + said);
    }
    return line.group(1);
  }

  @Override
  public void close() {
    run.close();
  }
}
