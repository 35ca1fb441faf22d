// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/**
 * The processor time of this process, with or without the threads that make the load: theirs have
 * names that begin with {@link #LOAD}. What collects garbage and compiles counts, whoever caused
 * it.
 */
final class Cpu {
  /** How the names of load threads begin. */
  static final String LOAD = "bench-";

  private static final com.sun.management.OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Cpu() {}

  static long process() {
    return PROCESS.getProcessCpuTime();
  }

  static long withoutLoad() {
    long load = 0;
    for (long id : THREADS.getAllThreadIds()) {
      ThreadInfo thread = THREADS.getThreadInfo(id);
      if (thread != null && thread.getThreadName().startsWith(LOAD)) {
        load += Math.max(0, THREADS.getThreadCpuTime(id));
      }
    }
    return process() - load;
  }
}
