// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpStatus;
import dev.telltale.control.command.Definitions;
import dev.telltale.control.manifest.Words;
import dev.telltale.control.run.BackfillOrder;
import dev.telltale.control.run.DistillOrder;
import dev.telltale.control.run.PreviewOrder;
import dev.telltale.control.run.RunRefusal;
import dev.telltale.control.run.RunRefusedException;
import dev.telltale.control.run.Runs;
import dev.telltale.control.run.Standing;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.signal.OfflineReads;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs: {@code POST /api/v1/runs} asks for one, {@code GET /api/v1/runs} lists them, {@code GET
 * /api/v1/runs/ID} shows one, a preview with its verdicts; {@code POST /api/v1/runs/ID/cancel} ends
 * it, {@code …/resume} has it go on.
 */
final class RunApi {
  private static final String ALL = "/api/v1/runs";
  private static final String ONE = ALL + "/{run}";

  private static final int DEFAULT_SAMPLE = 20;
  private static final int USUALLY_LISTED = 50;
  private static final int MOST_LISTED = 500;
  private static final int DEFAULT_LEAST = 100;

  private final Runs runs;

  /** What somebody asks for. */
  private record Wanted(
      @Nullable String kind,
      @Nullable String signal,
      @Nullable Integer version,
      @Nullable Integer against,
      @Nullable Integer sampleSize,
      @Nullable String from,
      @Nullable String to,
      @Nullable Double sampleRate,
      @Nullable Boolean relabel,
      @Nullable Boolean skippedOnly,
      @Nullable String reads,
      @Nullable Integer min) {}

  /** From what somebody asks for to the run that does it. */
  private interface Asking {
    Standing of(Caller caller, Wanted wanted);
  }

  RunApi(Runs runs) {
    this.runs = runs;
  }

  List<Route> routes() {
    return List.of(
        Route.send(HttpMethod.POST, ALL, this::create),
        Route.get(ALL, this::list).with("signal", "kind", "limit"),
        Route.get(ONE, this::get),
        Route.act(HttpMethod.POST, ONE + "/cancel", this::cancel),
        Route.act(HttpMethod.POST, ONE + "/resume", this::resume));
  }

  /** Who asks for which kind of run; the one place that knows the words. */
  private Map<String, Asking> kinds() {
    Map<String, Asking> kinds = new LinkedHashMap<>();
    kinds.put("preview", this::preview);
    kinds.put("estimate", (caller, wanted) -> backfill(RunKind.ESTIMATE, caller, wanted));
    kinds.put("backfill", (caller, wanted) -> backfill(RunKind.BACKFILL, caller, wanted));
    kinds.put(
        "distill",
        (caller, wanted) -> runs.distil(caller.project(), caller.name(), distillation(wanted)));
    return kinds;
  }

  private AggregatedHttpResponse create(Call call) {
    Wanted wanted = Json.read(call.request(), Wanted.class);
    Map<String, Asking> kinds = kinds();
    Asking asking = wanted.kind == null ? null : kinds.get(wanted.kind);
    if (asking == null) {
      throw Json.refusal(
          "kind: " + wanted.kind + " (expected: " + String.join(", ", kinds.keySet()) + ")");
    }
    if (wanted.signal == null || wanted.signal.isBlank()) {
      throw Json.refusal("signal is absent (expected: AGENT/SIGNAL)");
    }
    return answer(() -> asking.of(call.caller(), wanted));
  }

  private Standing preview(Caller caller, Wanted wanted) {
    refuse("sampleRate", wanted.sampleRate, "preview");
    refuse("relabel", wanted.relabel, "preview");
    refuse("skippedOnly", wanted.skippedOnly, "preview");
    return runs.preview(
        caller.project(),
        caller.name(),
        new PreviewOrder(
            String.valueOf(wanted.signal),
            wanted.version,
            wanted.against,
            wanted.sampleSize == null ? DEFAULT_SAMPLE : wanted.sampleSize,
            time("from", wanted.from),
            time("to", wanted.to)));
  }

  private Standing backfill(RunKind kind, Caller caller, Wanted wanted) {
    refuse("against", wanted.against, Words.of(kind));
    refuse("sampleSize", wanted.sampleSize, Words.of(kind));
    Instant from = time("from", wanted.from);
    if (from == null) {
      throw Json.refusal("from is absent (expected: such as 2026-03-01T12:00:00Z)");
    }
    return runs.backfill(
        kind,
        caller.project(),
        caller.name(),
        new BackfillOrder(
            String.valueOf(wanted.signal),
            wanted.version,
            from,
            time("to", wanted.to),
            wanted.sampleRate,
            Boolean.TRUE.equals(wanted.relabel),
            Boolean.TRUE.equals(wanted.skippedOnly)));
  }

  private static void refuse(String field, @Nullable Object value, String kind) {
    if (value != null) {
      throw Json.refusal(field + ": " + value + " (expected: none with kind " + kind + ")");
    }
  }

  private AggregatedHttpResponse list(Call call) {
    OptionalInt limit = call.number("limit");
    if (limit.orElse(1) > MOST_LISTED) {
      throw Json.refusal(
          "parameter limit: " + limit.getAsInt() + " (expected: 1 to " + MOST_LISTED + ")");
    }
    List<Standing> found =
        runs.list(
            call.caller().project(),
            call.text("signal"),
            call.text("kind").map(RunApi::kind),
            limit.orElse(USUALLY_LISTED));
    Definitions definitions = runs.definitions();
    return Json.ok(
        Map.of("runs", found.stream().map(run -> RunView.of(run, definitions)).toList()));
  }

  private static RunKind kind(String word) {
    return Arrays.stream(RunKind.values())
        .filter(kind -> Words.of(kind).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                Json.refusal(
                    "parameter kind: "
                        + word
                        + " (expected: "
                        + Arrays.stream(RunKind.values())
                            .map(Words::of)
                            .collect(Collectors.joining(", "))
                        + ")"));
  }

  private static DistillOrder distillation(Wanted wanted) {
    OfflineReads reads =
        wanted.reads == null ? null : Words.all(OfflineReads.class).get(wanted.reads);
    if (wanted.reads != null && reads == null) {
      throw Json.refusal(
          "reads: "
              + wanted.reads
              + " (expected: "
              + String.join(" or ", Words.all(OfflineReads.class).keySet())
              + ")");
    }
    return new DistillOrder(
        String.valueOf(wanted.signal),
        wanted.version,
        reads,
        wanted.min == null ? DEFAULT_LEAST : wanted.min,
        time("from", wanted.from),
        time("to", wanted.to));
  }

  private AggregatedHttpResponse get(Call call) {
    return answer(() -> runs.get(call.caller().project(), call.place("run")));
  }

  private AggregatedHttpResponse cancel(Call call) {
    return answer(() -> runs.cancel(call.caller().project(), call.place("run")));
  }

  private AggregatedHttpResponse resume(Call call) {
    return answer(() -> runs.resume(call.caller().project(), call.place("run")));
  }

  private AggregatedHttpResponse answer(Supplier<Standing> command) {
    try {
      return Json.ok(RunView.of(command.get(), runs.definitions()));
    } catch (RunRefusedException e) {
      throw Refusal.of(status(e.reason()), String.valueOf(e.getMessage()));
    }
  }

  static HttpStatus status(RunRefusal reason) {
    return switch (reason) {
      case INVALID -> HttpStatus.BAD_REQUEST;
      case UNKNOWN -> HttpStatus.NOT_FOUND;
      case CONFLICT -> HttpStatus.CONFLICT;
      case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
    };
  }

  private static @Nullable Instant time(String field, @Nullable String text) {
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw Json.refusal(field + ": " + text + " (expected: such as 2026-03-01T12:00:00Z)");
    }
  }
}
