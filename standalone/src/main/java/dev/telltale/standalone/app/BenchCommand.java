// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.standalone.bench.Figures;
import dev.telltale.standalone.bench.GatewayBench;
import dev.telltale.standalone.bench.assembly.AssemblyBench;
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
    subcommands = {
      BenchCommand.OfGateway.class,
      BenchCommand.OfAssembly.class,
      PipelineBenchCommand.class,
      JudgeBenchCommand.class,
      AlertsBenchCommand.class,
      InjectionBenchCommand.class,
      QualityBenchCommand.class,
      TokensBenchCommand.class,
      CascadeBenchCommand.class
    })
final class BenchCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    command.usage(command.getOut());
  }

  /** What all of them do: measure in a temporary folder and print the figures. */
  abstract static class Measuring implements Callable<Integer> {
    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object a line instead of a table.")
    private boolean json;

    /** Measures; {@code said} hears how far it is. */
    abstract Figures measure(Path folder, PrintWriter said)
        throws IOException, InterruptedException;

    /** Whether what was measured is what it should be. */
    boolean isSound(Figures figures) {
      return true;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      CommandLine command = Objects.requireNonNull(spec).commandLine();
      Path folder = Files.createTempDirectory("telltale-bench-");
      try {
        Figures figures = measure(folder, command.getErr());
        print(figures, command.getOut());
        return isSound(figures) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
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
  static final class OfGateway extends Measuring {
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
    Figures measure(Path folder, PrintWriter said) throws IOException, InterruptedException {
      GatewayBench.Settings settings =
          new GatewayBench.Settings(
              Duration.ofSeconds(seconds),
              spansPerRequest,
              connections,
              rate,
              Optional.ofNullable(traffic),
              only,
              Duration.ofMinutes(soak));
      return new GatewayBench(settings, said).run(folder);
    }

    @Override
    boolean isSound(Figures figures) {
      return soak == 0 || figures.isWholeSoak();
    }
  }

  /** The assembly of traces in one thread. */
  @Command(
      name = "assembly",
      description = {
        "Measures the assembly of traces in one thread, on an embedded Kafka that holds its input",
        "already; broker and assembly share the machine. Every figure is from the first span that",
        "is read to the commit after the last close, and a trace's whole life is in it: taken,",
        "closed, told on, forgotten.",
        "A changelog's ratio is bytes of keys and values to those of the input, both before they",
        "are compressed: of traces, and of the sessions that hold copies of what was said.",
        "dsl-session-window is a plain topology of session windows, kept for the comparison.",
        "restart kills a classifier's process in the middle and starts it again.",
        "Example: telltale bench assembly --spans 20000 --only spans-200,dsl-session-window"
      },
      mixinStandardHelpOptions = true)
  static final class OfAssembly extends Measuring {
    @Option(
        names = "--spans",
        paramLabel = "N",
        defaultValue = "100000",
        description = "Of each case, a tenth of it for session windows; 100000 without it.")
    private int spans;

    @Option(
        names = "--open-traces",
        paramLabel = "N",
        split = ",",
        defaultValue = "10000,1000000",
        description =
            "How many traces are open in the cases open-N, fewest first; 10000,1000000 without it.")
    private List<Integer> open = List.of();

    @Option(
        names = "--only",
        paramLabel = "CASE",
        split = ",",
        description =
            "Of spans-20, spans-200, spans-2000, dsl-session-window, open-N and restart, those to measure; all without it.")
    private List<String> only = List.of();

    @Override
    Figures measure(Path folder, PrintWriter said) throws IOException, InterruptedException {
      AssemblyBench.Settings settings = new AssemblyBench.Settings(spans, open, only);
      return new AssemblyBench(settings, launcher(), said).run(folder);
    }
  }

  /** This program again. */
  static List<String> launcher() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        Telltale.class.getName());
  }
}
