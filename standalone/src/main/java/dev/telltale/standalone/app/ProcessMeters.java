// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.nio.file.Path;

/** What every process tells of itself, whatever its role. */
final class ProcessMeters {
  private ProcessMeters() {}

  /** Memory, processors, and since when it runs. */
  static void bind(MeterRegistry meters) {
    new JvmMemoryMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
  }

  /** Room on the disk of a folder, which need not be there yet. */
  static void disk(MeterRegistry meters, Path folder) {
    Path there = folder.toAbsolutePath();
    while (!there.toFile().exists() && there.getParent() != null) {
      there = there.getParent();
    }
    new DiskSpaceMetrics(there.toFile()).bindTo(meters);
  }
}
