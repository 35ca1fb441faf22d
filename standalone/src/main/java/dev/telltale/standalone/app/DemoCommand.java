// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.standalone.config.TelltaleConfig;
import dev.telltale.standalone.demo.Demo;
import dev.telltale.standalone.demo.Ledger;
import dev.telltale.standalone.demo.OneLabel;
import dev.telltale.standalone.demo.RecordedTraffic;
import dev.telltale.standalone.demo.Report;
import dev.telltale.standalone.demo.ScriptedTraffic;
import dev.telltale.standalone.demo.Traffic;
import dev.telltale.standalone.explain.Explainer;
import dev.telltale.standalone.explain.TopicReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Everything, on traffic whose truth is known. */
@Command(
    name = "demo",
    description = {
      "Runs all roles in a temporary folder, sends traffic through them and shows what comes out.",
      "Example: telltale demo --exit"
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final Logger LOGGER = LoggerFactory.getLogger(DemoCommand.class);

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;
  @Mixin private Installation installation = new Installation();
  @Mixin private StandaloneCommand.Ports ports = new StandaloneCommand.Ports();

  @Option(names = "--exit", description = "End after the report; without it, stay up until Ctrl-C.")
  private boolean exit;

  @Option(
      names = "--json",
      description = "Print the numbers as one line of JSON on stdout, and nothing else there.")
  private boolean json;

  @Option(
      names = "--traffic",
      paramLabel = "FILE",
      description =
          "Replay OTLP/JSON export requests, one a line (.jsonl or .jsonl.gz), instead of the bundled conversations.")
  private @Nullable Path trafficFile;

  @Override
  public Integer call() throws InterruptedException, IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Traffic traffic =
        trafficFile == null
            ? new ScriptedTraffic(InstantSource.system())
            : RecordedTraffic.of(trafficFile);
    TelltaleConfig config = installation.config(profile(), ports.flags());
    err.println(
        "telltale: starting in a temporary folder, with the demo's short times: " + times());
    err.flush();
    Closing closing = new Closing();
    Path dir = Files.createTempDirectory("telltale-demo-");
    closing.add(() -> delete(dir));
    int exitCode;
    try (UntilStopped stop =
            new UntilStopped(closing, () -> System.err.println("telltale: stopping"));
        closing) {
      Standalone standalone =
          closing.add(
              Standalone.start(dir, ports.kafka(0), config, InstantSource.system(), System.err));
      Ledger ledger =
          closing.add(
              new Ledger(standalone.kafka(), Installation.registry(config, standalone.registry())));
      Report report = new Demo(standalone.otlpHttp(), standalone.api(), ledger, err).run(traffic);
      report.print(json ? err : out);
      OneLabel.print(ledger.verdicts(), explainer(standalone, config, err), json ? err : out);
      report.printAlerts(json ? err : out);
      Optional<String> failed =
          new LookingBack(standalone.api(), traffic.agents().get(0), json ? err : out, err)
              .show(ledger.verdicts());
      failed.ifPresent(words -> err.println("PROBLEM: ./telltale " + words + " has failed"));
      if (json) {
        out.println(report.json());
        out.flush();
      }
      exitCode =
          report.problems().isEmpty() && failed.isEmpty()
              ? CommandLine.ExitCode.OK
              : CommandLine.ExitCode.SOFTWARE;
      if (exit) {
        err.println();
        err.println(
            "Look further: ./telltale demo stays up with its addresses; ./telltale standalone keeps"
                + " what it is sent; ./telltale --help; README.md");
        err.flush();
      } else {
        further(standalone, err);
        stop.hold();
      }
    }
    return exitCode;
  }

  private static Explainer explainer(
      Standalone standalone, TelltaleConfig config, PrintWriter err) {
    return new Explainer(
        new TopicReader(
            List.of(standalone.metrics()),
            standalone.kafka(),
            Installation.registry(config, standalone.registry()),
            err,
            false),
        InstantSource.system());
  }

  /** Free ports, so that a demo runs beside anything. */
  private static Map<String, String> profile() {
    Map<String, String> profile = new HashMap<>(Demo.PROFILE);
    profile.put("telltale.gateway.http-port", "0");
    profile.put("telltale.gateway.grpc-port", "0");
    profile.put("telltale.control-plane.port", "0");
    profile.put("telltale.metrics.port", "0");
    return profile;
  }

  private static String times() {
    return Demo.PROFILE.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey().replaceFirst("telltale\\.", "") + "=" + entry.getValue())
        .reduce((a, b) -> a + ", " + b)
        .orElse("");
  }

  private static void further(Standalone standalone, PrintWriter err) {
    err.println();
    err.println("It stays up until Ctrl-C. Look further:");
    Addresses.print(standalone, err);
    err.printf(
        "  TELLTALE_KAFKA_BOOTSTRAP_SERVERS=%s TELLTALE_REGISTRY_URL=%s ./telltale tail labels --from-beginning --max 3%n",
        standalone.kafka().bootstrapServers(), standalone.registry());
    err.flush();
  }

  static void delete(Path dir) {
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOGGER
          .atWarn()
          .addKeyValue("folder", dir)
          .addKeyValue("error", e.getMessage())
          .log("temporary folder stays behind");
    }
  }
}
