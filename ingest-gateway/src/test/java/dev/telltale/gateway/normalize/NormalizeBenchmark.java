// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.normalize;

import dev.telltale.gateway.BenchmarkRequests;
import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.serde.TopicSerdes;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.topic.Topics;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** A span to its canonical form, and that to its bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(BenchmarkRequests.SPANS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class NormalizeBenchmark {
  private final SpanNormalizer normalizer = new SpanNormalizer();
  private final SpanSource source =
      normalizer.source(
          "default",
          Instant.EPOCH,
          Resource.getDefaultInstance(),
          InstrumentationScope.getDefaultInstance());
  private final List<io.opentelemetry.proto.trace.v1.Span> spans =
      BenchmarkRequests.modelCalls().getResourceSpans(0).getScopeSpans(0).getSpansList();
  private final List<Span> canonical =
      spans.stream().map(span -> normalizer.normalize(source, span)).toList();
  private final AvroCodec<Span> codec =
      new TopicSerdes(new InMemorySchemaRegistry(), "b.").codec(Topics.SPANS);

  @Benchmark
  public void normalize(Blackhole hole) {
    for (io.opentelemetry.proto.trace.v1.Span span : spans) {
      hole.consume(normalizer.normalize(source, span));
    }
  }

  @Benchmark
  public void encode(Blackhole hole) {
    for (Span span : canonical) {
      hole.consume(codec.encode(span));
    }
  }
}
