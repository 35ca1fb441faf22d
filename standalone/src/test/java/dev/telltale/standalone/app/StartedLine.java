// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.standalone.config.ConfigReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All roles in this process on free ports, and the verbs that people use on them. */
final class StartedLine {
  private static final Map<String, String> FREE_PORTS_AND_SHORT_WAITS =
      Map.of(
          "telltale.gateway.http-port", "0",
          "telltale.gateway.grpc-port", "0",
          "telltale.control-plane.port", "0",
          "telltale.metrics.port", "0",
          "telltale.classifier.root-quiet", "1s");

  private StartedLine() {}

  /** How a verb ended. */
  record Result(int exitCode, String out, String err) {}

  /** Starts it, with its data in the folder. */
  static Standalone in(Path folder, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(FREE_PORTS_AND_SHORT_WAITS);
    all.putAll(settings);
    return Standalone.start(
        folder.resolve("data"),
        0,
        ConfigReader.read(Map.of(), Optional.empty(), Map.of(), all),
        InstantSource.system(),
        new PrintStream(PrintStream.nullOutputStream(), true, StandardCharsets.UTF_8));
  }

  /** Writes the file of settings that leads verbs to its Kafka and registry. */
  static Path config(Path folder, Standalone line) throws IOException {
    return Files.writeString(
        folder.resolve("telltale.yaml"),
        "telltale:\n  kafka:\n    bootstrap-servers: "
            + line.kafka().bootstrapServers()
            + "\n  registry:\n    url: "
            + line.registry()
            + "\n");
  }

  /** Runs a verb. */
  static Result run(Map<String, String> environment, List<String> words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Telltale.commandLine(environment)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(words.toArray(String[]::new));
    return new Result(exitCode, out.toString(), err.toString());
  }
}
