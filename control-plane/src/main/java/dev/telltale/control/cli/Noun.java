// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import java.util.function.BiConsumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all nouns have alike, such as {@code signal}: their verbs are methods, and ask the API. */
abstract class Noun {
  static final String EXAMPLE = "%nExample:%n";

  final Map<String, String> environment;

  @Spec CommandSpec command = CommandSpec.create();

  @SuppressWarnings("unused") // picocli asks for it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  /**
   * Makes the noun.
   *
   * @param environment holds {@code TELLTALE_API_URL} and {@code TELLTALE_API_KEY}, if they are set
   */
  Noun(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** Asks the API and prints what it says; gives the exit code. */
  final int run(
      ApiOptions api, ApiOptions.Question question, BiConsumer<JsonNode, PrintWriter> print) {
    return api.run(command, environment, question, print);
  }
}
