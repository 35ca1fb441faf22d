// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.standalone.config.ConfigReader;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The settings as they hold here and now. */
@Command(
    name = "config",
    description = {
      "Prints every setting with its value and its environment variable; secrets are not shown.",
      "Example: TELLTALE_GATEWAY_HTTP_PORT=14318 telltale config"
    },
    mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;
  @Mixin private Installation installation = new Installation();

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Map<String, String> values = ConfigReader.effective(installation.file(), System.getenv());
    int longest = values.keySet().stream().mapToInt(String::length).max().orElse(0);
    values.forEach(
        (key, value) ->
            out.printf("%-" + longest + "s  %-40s %s%n", key, value, ConfigReader.variable(key)));
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}
