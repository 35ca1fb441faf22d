// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.standalone.bench.Figures;
import dev.telltale.standalone.bench.GatewayBench;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures this machine; without a name, it lists what can be measured. */
@Command(
    name = "bench",
    description = "Measures what a part of Telltale does on this machine.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "NAME",
    subcommands = BenchCommand.OfGateway.class)
final class BenchCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    command.usage(command.getOut());
  }

  /** The gateway beside a bare producer. */
  @Command(
      name = "gateway",
      description = {
        "Measures the gateway on an embedded Kafka beside a bare producer, by turns: acknowledged",
        "spans a second in a closed loop, time to acknowledgement in an open one.",
        "The processor time per million spans is that of gateway and broker, without the load's",
        "threads; the bare producer's is with them, as they do its work.",
        "Example: telltale bench gateway --seconds 20 --json"
      },
      mixinStandardHelpOptions = true)
  static final class OfGateway implements Callable<Integer> {
    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object a line instead of a table.")
    private boolean json;

    @Option(
        names = "--traffic",
        paramLabel = "FILE",
        description =
            "Measure with these OTLP/JSON export requests too, one a line (.jsonl or .jsonl.gz); their cases end in -tau.")
    private @Nullable Path traffic;

    @Option(
        names = "--seconds",
        paramLabel = "N",
        defaultValue = "20",
        description = "How long each case is measured, once in each loop; 20 without it.")
    private int seconds;

    @Option(
        names = "--spans-per-request",
        paramLabel = "N",
        defaultValue = "64",
        description = "Of generated requests; 64 without it.")
    private int spansPerRequest;

    @Option(
        names = "--connections",
        paramLabel = "N",
        defaultValue = "32",
        description = "Requests under way in the closed loop; 32 without it.")
    private int connections;

    @Option(
        names = "--rate",
        paramLabel = "N",
        defaultValue = "10000",
        description = "Spans a second in the open loop; 10000 without it.")
    private int rate;

    @Option(
        names = "--only",
        paramLabel = "CASE",
        split = ",",
        description =
            "Of http-protobuf, http-json and grpc, those to measure beside the producer; all without it.")
    private List<String> only = List.of();

    @Option(
        names = "--soak",
        paramLabel = "MINUTES",
        defaultValue = "0",
        description =
            "Then send protobuf at 80 %% of the measured rate for so long, and look at the heap.")
    private int soak;

    @Override
    public Integer call() throws IOException, InterruptedException {
      CommandLine command = Objects.requireNonNull(spec).commandLine();
      GatewayBench bench =
          new GatewayBench(
              new GatewayBench.Settings(
                  Duration.ofSeconds(seconds),
                  spansPerRequest,
                  connections,
                  rate,
                  Optional.ofNullable(traffic),
                  only,
                  Duration.ofMinutes(soak)),
              command.getErr());
      Path folder = Files.createTempDirectory("telltale-bench-");
      try {
        Figures figures = bench.run(folder);
        print(figures, command.getOut());
        return soak == 0 || figures.isWholeSoak()
            ? CommandLine.ExitCode.OK
            : CommandLine.ExitCode.SOFTWARE;
      } finally {
        DemoCommand.delete(folder);
      }
    }

    private void print(Figures figures, PrintWriter out) {
      if (json) {
        figures.json(out);
      } else {
        figures.table(out);
      }
    }
  }
}
