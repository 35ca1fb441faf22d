// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench;

import dev.telltale.gateway.normalize.SpanNormalizer;
import dev.telltale.gateway.normalize.SpanSource;
import dev.telltale.gateway.otlp.BodyFormat;
import dev.telltale.schemas.serde.AvroCodec;
import dev.telltale.schemas.span.Span;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/**
 * Requests to send, all of them ready.
 *
 * @param suffix of the cases that send them; empty for the generated ones
 */
record Payloads(String suffix, List<Payload> all) {
  private static final long SEED = 20_260_101;
  private static final int BATCH_BYTES = 256 * 1024;
  private static final byte RECORD_FORMAT = 2;

  /** Spans of 4 KB with generated text. */
  static Payloads generated(
      int requests, int spansPerRequest, String topic, AvroCodec<Span> codec) {
    SyntheticTraffic traffic = new SyntheticTraffic(SEED);
    List<Payload> all = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      ExportTraceServiceRequest request = traffic.request(spansPerRequest);
      all.add(payload(request, JsonForm.write(request), topic, codec));
    }
    return new Payloads("", List.copyOf(all));
  }

  /**
   * The requests of a file, OTLP/JSON, one a line, plain or gzipped.
   *
   * @throws IllegalArgumentException when it cannot be read
   */
  static Payloads recorded(Path file, String topic, AvroCodec<Span> codec) {
    List<Payload> all = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          byte[] json = line.getBytes(StandardCharsets.UTF_8);
          all.add(payload(BodyFormat.JSON.read(json), json, topic, codec));
        }
      }
    } catch (java.nio.file.NoSuchFileException e) {
      throw new IllegalArgumentException("file " + file + " is not there", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("file " + file + " cannot be read: " + e.getMessage(), e);
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          file + ": no requests (expected: an OTLP/JSON export request a line)");
    }
    return new Payloads("-tau", List.copyOf(all));
  }

  int spans() {
    return all.stream().mapToInt(Payload::spans).sum();
  }

  double protobufBytesPerSpan() {
    return all.stream().mapToLong(p -> p.protobuf().length).sum() / (double) spans();
  }

  double recordBytesPerSpan() {
    return all.stream().mapToLong(Payload::recordBytes).sum() / (double) spans();
  }

  /** How much smaller the records get, compressed as the producer does it, batch by batch. */
  double compressionRatio() {
    long before = 0;
    long after = 0;
    List<byte[]> batch = new ArrayList<>();
    int batchBytes = 0;
    for (Payload payload : all) {
      for (ProducerRecord<String, byte[]> record : payload.records()) {
        batch.add(record.value());
        batchBytes += record.value().length;
        if (batchBytes >= BATCH_BYTES) {
          before += batchBytes;
          after += compressed(batch);
          batch.clear();
          batchBytes = 0;
        }
      }
    }
    before += batchBytes;
    after += compressed(batch);
    return before / (double) after;
  }

  private static int compressed(List<byte[]> batch) {
    ByteBufferOutputStream out = new ByteBufferOutputStream(ByteBuffer.allocate(BATCH_BYTES));
    try (var zstd = Compression.zstd().level(1).build().wrapForOutput(out, RECORD_FORMAT)) {
      for (byte[] value : batch) {
        zstd.write(value);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.position();
  }

  private static Payload payload(
      ExportTraceServiceRequest request, byte[] json, String topic, AvroCodec<Span> codec) {
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    SpanNormalizer normalizer = new SpanNormalizer();
    for (ResourceSpans ofResource : request.getResourceSpansList()) {
      for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
        SpanSource source =
            normalizer.source(
                "default", Instant.EPOCH, ofResource.getResource(), ofScope.getScope());
        for (io.opentelemetry.proto.trace.v1.Span otlp : ofScope.getSpansList()) {
          Span span = normalizer.normalize(source, otlp);
          records.add(new ProducerRecord<>(topic, span.getTraceId(), codec.encode(span)));
        }
      }
    }
    return new Payload(request.toByteArray(), json, records);
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
  }
}
