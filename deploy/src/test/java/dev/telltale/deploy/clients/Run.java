// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A process of a test, and what it says. */
final class Run implements AutoCloseable {
  static final Path ROOT =
      Path.of(System.getProperty("telltale.root", "..")).toAbsolutePath().normalize();
  static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final List<String> command;
  private final Process process;
  private final Path out;

  /** How a process ended, and all it said on either stream. */
  record Result(int exitCode, String said) {}

  private Run(List<String> command, Process process, Path out) {
    this.command = command;
    this.process = process;
    this.out = out;
  }

  /** Starts it in a folder; Telltale's and OpenTelemetry's variables are only those given. */
  static Run start(Path folder, Map<String, String> environment, List<String> command) {
    try {
      Path out = Files.createTempFile("run-", ".out");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile());
      builder
          .environment()
          .keySet()
          .removeIf(name -> name.matches("(TELLTALE|OTEL|CATALYST|INFERENCE|LANGFUSE|OPENAI)_.*"));
      builder.environment().putAll(environment);
      return new Run(command, builder.start(), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it to its end. */
  static Result run(Path folder, Map<String, String> environment, List<String> command) {
    try (Run run = start(folder, environment, command)) {
      if (!run.process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(command + " still runs after " + LONGEST + ": " + run.said());
      }
      return new Result(run.process.exitValue(), run.said());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs a verb of a jar to its end. */
  static Result verb(Path folder, Path jar, List<String> words) {
    List<String> command = new ArrayList<>(List.of(JAVA, "-XX:TieredStopAtLevel=1", "-jar"));
    command.add(jar.toString());
    command.addAll(words);
    return run(folder, Map.of(), command);
  }

  /** Waits until it has said something, and gives all that it has said. */
  String awaitLine(String part, Duration atMost) {
    Awaitility.await().atMost(atMost).until(() -> said().contains(part) || !process.isAlive());
    String said = said();
    if (!said.contains(part)) {
      close();
      throw new AssertionError(command + " ended: " + said);
    }
    return said;
  }

  private String said() {
    try {
      return Files.readString(out, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks it to stop, and waits for that. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      Files.deleteIfExists(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
