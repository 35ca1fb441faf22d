// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.imports;

import dev.telltale.gateway.intake.Intake;
import dev.telltale.gateway.intake.IntakeResult;
import dev.telltale.gateway.intake.IntakeResult.PartlyAccepted;
import dev.telltale.gateway.intake.IntakeResult.Refused;
import dev.telltale.gateway.intake.Refusal;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Takes a file's lines into the pipeline, each as a request of its own, some at a time and told in
 * their order. May be used from any thread that may block.
 */
public final class Import {
  /** So many lines, or so many bytes of them, may wait for Kafka. */
  private static final int MAX_WAITING_LINES = 512;

  private static final long MAX_WAITING_BYTES = 16L * 1024 * 1024;
  private static final int MAX_LISTED = 1_000;
  private static final IntakeResult ACCEPTED = new IntakeResult.Accepted();

  private final Intake intake;
  private final TraceReader reader;
  private final ImportMetrics metrics;
  private final int maxLineBytes;
  private final long maxBytes;

  /**
   * Makes an import.
   *
   * @param maxLineBytes how long a line, or an element of a list, may be
   * @param maxBytes how large a file may be after inflating
   */
  public Import(
      Intake intake, TraceReader reader, ImportMetrics metrics, int maxLineBytes, long maxBytes) {
    this.intake = intake;
    this.reader = reader;
    this.metrics = metrics;
    this.maxLineBytes = maxLineBytes;
    this.maxBytes = maxBytes;
  }

  /**
   * Reads a file to its end, or to where nothing more can be stored.
   *
   * @param key what the sender gave as its access key
   * @param firstLine the number of the file's first line, 1 for a whole file
   * @param dryRun says what would become of each line, and stores nothing
   * @throws IOException what the stream throws
   */
  public ImportReport run(InputStream file, Optional<String> key, long firstLine, boolean dryRun)
      throws IOException {
    return new Run(key, firstLine - 1, dryRun).through(file);
  }

  /**
   * One line that is on its way.
   *
   * @param unreadable why it is not, to be told in its turn
   */
  private record Waiting(
      long line,
      int bytes,
      int spans,
      CompletableFuture<IntakeResult> result,
      @Nullable UnreadableException unreadable) {}

  /** One file. */
  private final class Run {
    private final Optional<String> key;
    private final long linesBefore;
    private final boolean dryRun;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final List<ImportReport.Rejection> rejections = new ArrayList<>();
    private long waitingBytes;
    private long acceptedLines;
    private long rejectedLines;
    private long acceptedSpans;
    private long rejectedSpans;
    private ImportReport.@Nullable Stop stop;

    Run(Optional<String> key, long linesBefore, boolean dryRun) {
      this.key = key;
      this.linesBefore = linesBefore;
      this.dryRun = dryRun;
    }

    ImportReport through(InputStream file) throws IOException {
      long line = linesBefore;
      try {
        TraceFile entries = new TraceFile(file, maxLineBytes, maxBytes);
        for (Entry entry = entries.next(); entry != null && stop == null; entry = entries.next()) {
          line = linesBefore + entry.line();
          take(entry, line);
        }
        settle(0, 0);
      } catch (TooLargeException e) {
        settle(0, 0);
        if (stop == null) {
          Refused refused = new Refused(Refusal.TOO_LARGE, String.valueOf(e.getMessage()));
          stop = new ImportReport.Stop(line + 1, refused);
        }
      }
      return new ImportReport(
          acceptedLines,
          rejectedLines,
          acceptedSpans,
          rejectedSpans,
          rejections,
          Optional.ofNullable(stop));
    }

    private void take(Entry entry, long line) {
      try {
        if (entry instanceof Entry.Value value) {
          ExportTraceServiceRequest request = reader.read(value.json(), line);
          int bytes = value.json().length;
          settle(MAX_WAITING_LINES - 1, MAX_WAITING_BYTES - bytes);
          if (stop == null) {
            wait(new Waiting(line, bytes, spans(request), result(request), null));
          }
        } else if (entry instanceof Entry.Bad bad) {
          throw new UnreadableException(bad.problem(), bad.reason());
        }
      } catch (UnreadableException e) {
        settle(MAX_WAITING_LINES - 1, MAX_WAITING_BYTES);
        wait(new Waiting(line, 0, 0, CompletableFuture.completedFuture(ACCEPTED), e));
      }
    }

    private CompletableFuture<IntakeResult> result(ExportTraceServiceRequest request) {
      return dryRun
          ? CompletableFuture.completedFuture(intake.check(request, key))
          : intake.take(request, key).toCompletableFuture();
    }

    private void wait(Waiting line) {
      waiting.add(line);
      waitingBytes += line.bytes();
    }

    /** Waits for the oldest lines until no more than so many are on their way. */
    private void settle(int lines, long bytes) {
      while (!waiting.isEmpty() && (waiting.size() > lines || waitingBytes > bytes)) {
        Waiting oldest = waiting.remove();
        waitingBytes -= oldest.bytes();
        IntakeResult result = oldest.result().join();
        if (stop == null) {
          settled(oldest, result);
        }
      }
    }

    private void settled(Waiting line, IntakeResult result) {
      if (line.unreadable() != null) {
        rejected(line.line(), line.unreadable().problem(), line.unreadable().reason());
      } else if (result instanceof PartlyAccepted partly) {
        acceptedSpans += line.spans() - partly.rejectedSpans();
        rejectedSpans += partly.rejectedSpans();
        rejected(line.line(), LineProblem.SPANS, partly.message());
      } else if (!(result instanceof Refused refused)) {
        acceptedSpans += line.spans();
        acceptedLines++;
        if (!dryRun) {
          metrics.accepted();
        }
      } else if (isOfTheLine(refused.refusal())) {
        rejectedSpans += line.spans();
        rejected(line.line(), LineProblem.SPANS, refused.message());
      } else {
        stop = new ImportReport.Stop(line.line(), refused);
      }
    }

    private void rejected(long line, LineProblem problem, String reason) {
      rejectedLines++;
      if (!dryRun) {
        metrics.rejected(problem);
      }
      if (rejections.size() < MAX_LISTED) {
        rejections.add(new ImportReport.Rejection(line, reason));
      }
    }
  }

  /** True when the same line will be refused again, and the next one may not be. */
  private static boolean isOfTheLine(Refusal refusal) {
    return refusal == Refusal.INVALID || refusal == Refusal.TOO_LARGE;
  }

  private static int spans(ExportTraceServiceRequest request) {
    int spans = 0;
    for (ResourceSpans ofResource : request.getResourceSpansList()) {
      for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
        spans += ofScope.getSpansCount();
      }
    }
    return spans;
  }
}
