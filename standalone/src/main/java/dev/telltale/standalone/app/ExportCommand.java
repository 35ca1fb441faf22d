// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.gateway.exports.HaloLine;
import dev.telltale.gateway.exports.OtlpLine;
import dev.telltale.gateway.exports.SpanExport;
import dev.telltale.schemas.trace.Trace;
import dev.telltale.standalone.config.TelltaleConfig;
import dev.telltale.standalone.transfer.StoredTraces;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stored traces as a file that other tools read, and {@code import} too. */
@Command(
    name = "export",
    description = {
      "Writes the stored traces of an agent as JSON lines: each trace once, in its last revision,"
          + " when that was closed in the given time.",
      "Example: telltale export --agent support --from 2026-03-01 --to 2026-03-02 --out traces.jsonl"
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;
  @Mixin private Installation installation = new Installation();

  @Option(
      names = "--agent",
      required = true,
      paramLabel = "AGENT",
      description = "Traces with a span of this agent.")
  private String agent = "";

  @Option(
      names = "--project",
      paramLabel = "PROJECT",
      defaultValue = "default",
      description = "The project; ${DEFAULT-VALUE} without it.")
  private String project = "default";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "The earliest close: a date (UTC) or ISO 8601 with a zone; the oldest without it.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "The first close that is too late; without it, all up to now.")
  private @Nullable String to;

  @Option(
      names = "--format",
      paramLabel = "otlp|halo",
      defaultValue = "otlp",
      description = "otlp: a trace a line, as an OTLP/JSON export request. halo: a span a line.")
  private Format format = Format.OTLP;

  @Option(names = "--out", paramLabel = "FILE", description = "A file; stdout without it.")
  private @Nullable Path file;

  private long spans;

  /** The forms of a line. */
  enum Format {
    OTLP,
    HALO;

    List<String> lines(ExportTraceServiceRequest request) {
      return this == OTLP ? List.of(OtlpLine.of(request)) : HaloLine.of(request);
    }
  }

  @Override
  public Integer call() throws IOException {
    StoredTraces.Wanted wanted =
        new StoredTraces.Wanted(
            project, agent, time(from, "--from", Instant.EPOCH), time(to, "--to", Instant.MAX));
    TelltaleConfig config = installation.config();
    StoredTraces traces =
        new StoredTraces(Installation.kafka(config), Installation.registry(config));
    PrintWriter stdout = Objects.requireNonNull(spec).commandLine().getOut();
    StoredTraces.Found found =
        file == null ? write(traces, wanted, stdout) : write(traces, wanted, file);
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        "telltale: %d traces, %d spans; %d superseded revisions left out%s%n",
        found.traces(),
        spans,
        found.superseded(),
        found.unreadable() == 0 ? "" : "; " + found.unreadable() + " records cannot be read");
    err.flush();
    return found.unreadable() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  /** Under its name only when it is whole. */
  private StoredTraces.Found write(StoredTraces traces, StoredTraces.Wanted wanted, Path target)
      throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    StoredTraces.Found found;
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(part, StandardCharsets.UTF_8))) {
      found = write(traces, wanted, out);
    } catch (java.nio.file.NoSuchFileException | java.nio.file.AccessDeniedException e) {
      throw new IllegalArgumentException("file " + target + " cannot be written", e);
    }
    Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    return found;
  }

  private StoredTraces.Found write(
      StoredTraces traces, StoredTraces.Wanted wanted, PrintWriter out) {
    StoredTraces.Found found = traces.each(wanted, trace -> print(trace, out));
    out.flush();
    if (out.checkError()) {
      throw new IllegalStateException("the export could not be written to its end");
    }
    return found;
  }

  private void print(Trace trace, PrintWriter out) {
    spans += trace.getSpans().size();
    format.lines(SpanExport.request(trace.getSpans())).forEach(line -> out.print(line + "\n"));
  }

  /** Reads a date or a time. */
  static Instant time(@Nullable String text, String option, Instant otherwise) {
    if (text == null) {
      return otherwise;
    }
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          option + ": " + text + " (expected: such as 2026-03-01 or 2026-03-01T12:00:00Z)", e);
    }
  }
}
