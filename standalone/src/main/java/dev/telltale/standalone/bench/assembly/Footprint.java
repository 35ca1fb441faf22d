// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench.assembly;

import dev.telltale.standalone.bench.Figures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** How much room this process, its heap and a folder take. */
public final class Footprint {
  private static final double MEBIBYTE = 1024 * 1024;
  private static final Path STATUS = Path.of("/proc/self/status");

  private Footprint() {}

  /** Adds what this process takes now; the size as a whole only where the system tells it. */
  static void memory(String name, Figures figures) {
    ManagementFactory.getMemoryMXBean().gc();
    figures.add(
        name,
        "heap_mib",
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBIBYTE,
        "MiB");
    residentMebibytes().ifPresent(size -> figures.add(name, "resident_mib", size, "MiB"));
  }

  /** Adds what a folder takes in which nobody works any more. */
  static void folder(String name, String metric, Path folder, Figures figures) {
    figures.add(name, metric, bytes(folder) / MEBIBYTE, "MiB");
  }

  private static OptionalDouble residentMebibytes() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }

  /** What a folder takes in which nobody works any more, bytes. */
  public static double bytes(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      double bytes = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
