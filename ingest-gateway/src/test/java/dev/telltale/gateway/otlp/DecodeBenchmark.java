// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.telltale.gateway.BenchmarkRequests;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Bytes to a request, a span. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(BenchmarkRequests.SPANS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class DecodeBenchmark {
  private final byte[] protobuf = BenchmarkRequests.modelCalls().toByteArray();
  private byte[] json = {};

  /** Ids are in base64 here, which is read as well. */
  @Setup
  public void printJson() throws InvalidProtocolBufferException {
    this.json =
        JsonFormat.printer()
            .omittingInsignificantWhitespace()
            .print(BenchmarkRequests.modelCalls())
            .getBytes(StandardCharsets.UTF_8);
  }

  @Benchmark
  public ExportTraceServiceRequest protobuf() {
    return BodyFormat.PROTOBUF.read(protobuf);
  }

  @Benchmark
  public ExportTraceServiceRequest json() {
    return BodyFormat.JSON.read(json);
  }
}
