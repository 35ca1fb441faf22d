// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import java.time.InstantSource;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code telltale metrics …}: what metrics would have been. */
@Command(
    name = "metrics",
    description = "Writes the past of the signals' metrics for Prometheus.",
    synopsisSubcommandLabel = "VERB")
public final class MetricsCommand extends Noun {
  private MetricsCommand(Map<String, String> environment) {
    super(environment);
  }

  /**
   * The noun with its verbs.
   *
   * @param environment holds {@code TELLTALE_API_URL} and {@code TELLTALE_API_KEY}, if they are set
   * @param time the wall clock: there is no metric of the future
   */
  public static CommandLine line(Map<String, String> environment, InstantSource time) {
    return new CommandLine(new MetricsCommand(environment))
        .addSubcommand(new MetricsBackfillCommand(environment, time));
  }
}
