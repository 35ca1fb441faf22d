// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telltale.gateway.limit.LimitSettings;
import dev.telltale.gateway.limit.SpanLimits;
import dev.telltale.gateway.normalize.SpanNormalizer;
import dev.telltale.gateway.normalize.SpanSource;
import dev.telltale.gateway.redact.BuiltInRule;
import dev.telltale.gateway.redact.RedactionSettings;
import dev.telltale.gateway.redact.Redactor;
import dev.telltale.schemas.span.Message;
import dev.telltale.schemas.span.Span;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.zip.GZIPInputStream;

/**
 * What redaction and limits cost beside decoding and normalizing, in one thread. Run by hand with a
 * gzip file of OTLP/JSON requests, one a line.
 */
final class ShieldCost {
  /** Time on the processor: other processes do not count. */
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final SpanNormalizer NORMALIZER = new SpanNormalizer();
  private static final int ROUNDS = 12;
  private static final int MEASURED = 5;
  private static final String PROSE =
      """
      Good morning, I ordered a pair of running shoes on the third of March and they have not \
      come yet. The page says that parcel BP-43318 left the depot in Leipzig two days ago, and \
      since then nothing has moved. Could you find out where it is? I shall be away from the 12th \
      on, so if it cannot be here by then I would rather have it sent to my sister's address, or \
      have the 89.90 euros back on the account that I paid with. Thank you for your help!
      """;

  private ShieldCost() {}

  /** Prints microseconds a span and megabytes a second for each step. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws IOException {
    List<byte[]> requests = requests(Path.of(arguments[0]));
    List<Span> tau = new ArrayList<>();
    long bytes = 0;
    for (byte[] request : requests) {
      tau.addAll(normalize(request));
      bytes += request.length;
    }
    Span big = tau.stream().max(Comparator.comparingInt(s -> s.toString().length())).orElseThrow();
    Span prose =
        Span.newBuilder(tau.get(0))
            .setInputMessages(List.of(message(PROSE.repeat(10).substring(0, 4_000))))
            .setOutputMessages(List.of())
            .setInputText(null)
            .setOutputText(null)
            .setAttributes(List.of())
            .build();
    int characters = tau.stream().mapToInt(ShieldCost::characters).sum();
    System.out.println(
        tau.size() + " spans, " + bytes + " bytes of JSON, " + characters + " chars");
    Redactor redactor = new Redactor(RedactionSettings.defaults());
    Redactor all = new Redactor(settings(EnumSet.allOf(BuiltInRule.class), Map.of(), Map.of()));
    Redactor own =
        new Redactor(
            settings(
                EnumSet.of(BuiltInRule.SECRETS, BuiltInRule.CARDS),
                Map.of("customer", "K-\\d{6}"),
                Map.of()));
    SpanLimits limits = new SpanLimits(LimitSettings.defaults());
    measure(
        "decode JSON", requests, tau.size(), bytes, r -> OtlpJson.read(r).getResourceSpansCount());
    measure("decode and normalize", requests, tau.size(), bytes, r -> normalize(r).size());
    for (Map.Entry<String, List<Span>> spans :
        Map.of("tau", tau, "largest of tau", List.of(big), "4 kB of prose", List.of(prose))
            .entrySet()) {
      List<Span> each = spans.getValue();
      List<Span> many = each.size() > 1 ? each : Collections.nCopies(2_000, each.get(0));
      long chars = many.stream().mapToLong(ShieldCost::characters).sum();
      String of = ", " + spans.getKey();
      measure("redact" + of, many, many.size(), chars, s -> redactor.redact(s).redactions().size());
      measure(
          "redact, all built in" + of,
          many,
          many.size(),
          chars,
          s -> all.redact(s).redactions().size());
      measure(
          "redact, an own rule" + of,
          many,
          many.size(),
          chars,
          s -> own.redact(s).redactions().size());
      measure("limit" + of, many, many.size(), chars, s -> limits.limit(s).exceeded().size());
    }
    System.out.println(
        "redacted in tau: "
            + tau.stream().filter(s -> !redactor.redact(s).redactions().isEmpty()).count()
            + ", limited: "
            + tau.stream().filter(s -> !limits.limit(s).exceeded().isEmpty()).count());
  }

  @SuppressWarnings("SystemOut")
  private static <T> void measure(
      String name, List<T> things, int spans, long bytes, ToIntFunction<T> step) {
    long best = Long.MAX_VALUE;
    long sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = THREADS.getCurrentThreadCpuTime();
      for (T thing : things) {
        sum += step.applyAsInt(thing);
      }
      long took = THREADS.getCurrentThreadCpuTime() - start;
      best = round >= ROUNDS - MEASURED ? Math.min(best, took) : best;
    }
    System.out.printf(
        "%-42s %8.2f us/span %8.0f MB/s (%d)%n",
        name, best / 1e3 / spans, bytes * 1e3 / best, sum / ROUNDS);
  }

  private static RedactionSettings settings(
      EnumSet<BuiltInRule> rules, Map<String, String> values, Map<String, String> keys) {
    return new RedactionSettings(
        RedactionSettings.Mode.MASK, Optional.empty(), rules, values, keys, false, false);
  }

  private static List<Span> normalize(byte[] request) {
    List<Span> spans = new ArrayList<>();
    for (ResourceSpans ofResource : OtlpJson.read(request).getResourceSpansList()) {
      for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
        SpanSource source =
            NORMALIZER.source(
                "default", Instant.EPOCH, ofResource.getResource(), ofScope.getScope());
        ofScope.getSpansList().forEach(span -> spans.add(NORMALIZER.normalize(source, span)));
      }
    }
    return spans;
  }

  private static Message message(String content) {
    return Message.newBuilder().setRole("user").setContent(content).build();
  }

  /** Of messages, texts and attributes: about what there is to look into. */
  private static int characters(Span span) {
    int sum = span.getInputText().map(String::length).orElse(0);
    sum += span.getOutputText().map(String::length).orElse(0);
    for (List<Message> messages : List.of(span.getInputMessages(), span.getOutputMessages())) {
      for (Message message : messages) {
        sum += message.getContent().length();
        sum += message.getToolCalls().stream().mapToInt(c -> c.getArguments().length()).sum();
      }
    }
    sum += span.getTool().flatMap(tool -> tool.getResult()).map(String::length).orElse(0);
    return sum;
  }

  private static List<byte[]> requests(Path file) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
      return lines.lines().map(line -> line.getBytes(UTF_8)).toList();
    }
  }
}
