// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.telltale.control.cli.ApiKey;
import dev.telltale.standalone.transfer.FileImport;
import dev.telltale.standalone.transfer.ImportEndpoint;
import dev.telltale.standalone.transfer.ImportStoppedException;
import dev.telltale.standalone.transfer.ImportTally;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trace files of other tools, through a gateway. */
@Command(
    name = "import",
    description = {
      "Sends trace files to a gateway: JSON or JSONL of OTLP, HALO, Phoenix, Langfuse or Stratix,"
          + " plain or gzip. A line that cannot be taken is told, and the others are stored; then"
          + " the exit code is 1. TELLTALE_API_KEY holds the access key.",
      "Example: telltale import traces.jsonl.gz --dry-run"
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> environment;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:4318",
      description = "The gateway's OTLP/HTTP address; ${DEFAULT-VALUE} without it.")
  private URI url = URI.create("http://127.0.0.1:4318");

  @Option(names = "--dry-run", description = "Says what would happen, and stores nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Prints the report as one line of JSON.")
  private boolean json;

  ImportCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    for (Path file : files) {
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        throw new IllegalArgumentException("file " + file + " cannot be read");
      }
    }
    ImportTally tally = new ImportTally();
    boolean whole = send(tally, err);
    if (json) {
      out.println(json(tally));
    } else {
      print(tally, out);
    }
    out.flush();
    return whole && tally.rejectedLines() == 0
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }

  private boolean send(ImportTally tally, PrintWriter err) {
    FileImport sender =
        new FileImport(new ImportEndpoint(url(), ApiKey.of(environment), dryRun), tally);
    try {
      for (Path file : files) {
        try (Progress progress = new Progress(file, tally, err)) {
          sender.send(file, progress::read);
        }
      }
      return true;
    } catch (ImportStoppedException e) {
      err.println("telltale: " + e.getMessage());
      err.flush();
      return false;
    }
  }

  private URI url() {
    if (url.getHost() == null || !String.valueOf(url.getScheme()).matches("https?")) {
      throw new CommandLine.ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "--url: " + url + " (expected: http://HOST:PORT)");
    }
    return url;
  }

  private void print(ImportTally tally, PrintWriter out) {
    tally.rejections().forEach(r -> out.println(r.file() + ":" + r.line() + ": " + r.reason()));
    if (tally.notListed() > 0) {
      out.println("and " + tally.notListed() + " more");
    }
    out.printf(
        "lines: %d accepted, %d rejected; spans: %d accepted, %d rejected%s%n",
        tally.acceptedLines(),
        tally.rejectedLines(),
        tally.acceptedSpans(),
        tally.rejectedSpans(),
        dryRun ? " (dry run: nothing was stored)" : "");
  }

  private ObjectNode json(ImportTally tally) {
    ObjectNode report =
        JSON.createObjectNode()
            .put("dryRun", dryRun)
            .put("acceptedLines", tally.acceptedLines())
            .put("rejectedLines", tally.rejectedLines())
            .put("acceptedSpans", tally.acceptedSpans())
            .put("rejectedSpans", tally.rejectedSpans());
    ArrayNode rejections = report.putArray("rejections");
    for (ImportTally.Rejection rejection : tally.rejections()) {
      rejections
          .addObject()
          .put("file", rejection.file())
          .put("line", rejection.line())
          .put("reason", rejection.reason());
    }
    return report.put("notListed", tally.notListed());
  }
}
