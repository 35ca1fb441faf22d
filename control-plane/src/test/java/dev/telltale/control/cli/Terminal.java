// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import dev.telltale.control.http.ServedApi;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The verbs as somebody types them, against an API over topics in memory; one for a class. */
final class Terminal implements AutoCloseable {
  final ServedApi api = new ServedApi();
  final Map<String, String> environment = new HashMap<>();

  /** What whoever sits there says when asked. */
  Optional<Boolean> answer = Optional.empty();

  @Command(name = "telltale")
  static final class Root {}

  /** Begins anew: nothing is defined, and there are no keys. */
  void reset() {
    api.reset();
    environment.clear();
    answer = Optional.empty();
    environment.put("TELLTALE_API_URL", api.address() + "/");
  }

  /** Runs a verb and gives its exit code. */
  int run(StringWriter out, StringWriter err, String... arguments) {
    CommandLine signal = new CommandLine(new SignalCommand(environment));
    signal.addSubcommand(new DistributionCommand(environment));
    signal.addSubcommand("alerts", AlertCommand.line(environment));
    signal.addSubcommand("run", RunCommand.line(environment, question -> answer));
    return new CommandLine(new Root())
        .addSubcommand(new ApplyCommand(environment))
        .addSubcommand(signal)
        .addSubcommand(AlertCommand.line(environment))
        .addSubcommand(RunCommand.line(environment, question -> answer))
        .addSubcommand(new MemberCommand(environment))
        .addSubcommand(MetricsCommand.line(environment, () -> ServedApi.NOON))
        .addSubcommand(
            new CommandLine(new KeyCommand(environment))
                .addSubcommand(new KeyFileCommand(environment, new Random(7))))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Override
  public void close() {
    api.close();
  }
}
