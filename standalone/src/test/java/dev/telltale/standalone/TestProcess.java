// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The launcher as a user calls it, in a process of its own. */
public final class TestProcess implements AutoCloseable {
  /** The project's folder. */
  public static final Path ROOT =
      Path.of(System.getProperty("telltale.root", "..")).toAbsolutePath().normalize();

  /** Where recorded traffic may be found; it is no part of the project. */
  public static final Path RECORDED =
      Path.of(System.getProperty("telltale.recorded", ROOT.resolve("../shared/data").toString()))
          .normalize();

  /** For a process of seconds the second compiler costs more than it gives. */
  private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private final Process process;
  private final Path out;
  private final Path err;

  /** How a process ended. */
  public record Result(int exitCode, String out, String err) {}

  private TestProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts {@code ./telltale} with arguments. */
  public static TestProcess start(Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("telltale").toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile("telltale-", ".out");
    Path err = Files.createTempFile("telltale-", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(ROOT.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.environment().keySet().removeIf(name -> name.startsWith("TELLTALE_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("TELLTALE_JAVA_OPTS", SHORT_LIVED);
    builder.environment().putAll(environment);
    return new TestProcess(builder.start(), out, err);
  }

  /** Runs it to its end. */
  public static Result run(Duration atMost, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    try (TestProcess process = start(environment, arguments)) {
      return process.await(atMost);
    }
  }

  /** Waits for its end. */
  public Result await(Duration atMost) throws IOException, InterruptedException {
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running after " + atMost + "; it says: " + err());
    }
    return new Result(process.exitValue(), out(), err());
  }

  /** Asks it to stop, as Ctrl-C and an orchestrator do. */
  public TestProcess terminate() {
    process.destroy();
    return this;
  }

  /** Ends it as the machine would: nothing in it gets to know. Returns when it is gone. */
  public void kill() throws InterruptedException {
    // The launcher becomes the JVM; otherwise a shell would die here, and the role would live on.
    if (process.descendants().findAny().isPresent()) {
      throw new IllegalStateException("the process has children (expected: the JVM itself)");
    }
    process.destroyForcibly().waitFor();
  }

  /** False once it has ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it printed so far. */
  public String out() throws IOException {
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  /** What it said on stderr so far. */
  public String err() throws IOException {
    return Files.readString(err, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(out);
    Files.deleteIfExists(err);
  }
}
