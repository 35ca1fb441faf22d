// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the micro-benchmarks of this module: {@code mvn -Pjmh -pl schemas,ingest-gateway -am clean
 * test -Dtest=Benchmarks -Dsurefire.failIfNoSpecifiedTests=false}. Its name keeps it out of every
 * other build.
 */
class Benchmarks {
  @Test
  void run() throws RunnerException {
    new Runner(
            new OptionsBuilder()
                .include(System.getProperty("telltale.benchmarks", "dev.telltale.gateway"))
                .addProfiler(GCProfiler.class)
                .build())
        .run();
  }
}
