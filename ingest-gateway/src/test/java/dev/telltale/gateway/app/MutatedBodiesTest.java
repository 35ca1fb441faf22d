// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import dev.telltale.gateway.otlp.RandomRequests;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Ten thousand bodies that no exporter sends, over HTTP and gRPC. */
class MutatedBodiesTest {
  private static final int WARM_UP = 2_000;
  private static final int BODIES = 10_000;
  private static final int AT_A_TIME = 50;
  private static final long HEAP_NOISE = 24L << 20;
  private static final String EXPORT =
      "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

  private static final RunningGateway RUNNING = new RunningGateway();
  private final Random random = new Random(20_260_102);
  private final List<ExportTraceServiceRequest> originals = small();
  private final WebClient http = WebClient.of("http://127.0.0.1:" + RUNNING.gateway.httpPort());
  private final WebClient grpc = WebClient.of("h2c://127.0.0.1:" + RUNNING.gateway.grpcPort());
  private int accepted;
  private int refused;

  @AfterAll
  static void stop() {
    RUNNING.close();
  }

  @Test
  void everyBodyIsAnsweredAndNoneIsTheGatewaysFault() throws Exception {
    send(WARM_UP);
    long before = usedHeap();

    send(BODIES - WARM_UP);

    await().until(() -> RUNNING.inFlight("requests") == 0);
    assertThat(RUNNING.inFlight("bytes")).isZero();
    assertThat(usedHeap() - before).isLessThan(HEAP_NOISE);
    assertThat(accepted).isGreaterThan(BODIES / 50);
    assertThat(refused).isGreaterThan(BODIES / 4);
    assertThat(counted("http", "500")).isZero();
    assertThat(counted("grpc", "INTERNAL")).isZero();
  }

  private void send(int bodies) throws InvalidProtocolBufferException {
    for (int sent = 0; sent < bodies; sent += AT_A_TIME) {
      List<CompletableFuture<AggregatedHttpResponse>> answers = new ArrayList<>();
      for (int i = 0; i < AT_A_TIME; i++) {
        answers.add(i % 4 == 0 ? overGrpc() : overHttp());
      }
      answers.forEach(answer -> check(answer.join()));
      RUNNING.reset();
    }
  }

  private CompletableFuture<AggregatedHttpResponse> overHttp()
      throws InvalidProtocolBufferException {
    boolean json = random.nextBoolean();
    boolean gzip = random.nextInt(3) == 0;
    RequestHeadersBuilder headers =
        RequestHeaders.builder(HttpMethod.POST, "/v1/traces")
            .add("content-type", json ? Calls.JSON : Calls.PROTOBUF);
    if (gzip) {
      headers.add("content-encoding", "gzip");
    }
    byte[] body =
        json ? JsonFormat.printer().print(original()).getBytes(UTF_8) : original().toByteArray();
    return http.execute(headers.build(), HttpData.wrap(mutated(body, gzip))).aggregate();
  }

  private CompletableFuture<AggregatedHttpResponse> overGrpc() {
    boolean gzip = random.nextInt(3) == 0;
    byte[] message = mutated(original().toByteArray(), gzip);
    RequestHeaders headers =
        RequestHeaders.builder(HttpMethod.POST, EXPORT)
            .add("content-type", "application/grpc+proto")
            .add("te", "trailers")
            .add("grpc-encoding", "gzip")
            .build();
    byte[] frame =
        ByteBuffer.allocate(5 + message.length)
            .put((byte) (gzip ? 1 : 0))
            .putInt(message.length)
            .put(message)
            .array();
    return grpc.execute(headers, HttpData.wrap(frame)).aggregate();
  }

  private ExportTraceServiceRequest original() {
    return originals.get(random.nextInt(originals.size()));
  }

  private static List<ExportTraceServiceRequest> small() {
    RandomRequests requests = new RandomRequests(7);
    return Stream.generate(requests::next)
        .filter(request -> request.getSerializedSize() < 5_000)
        .limit(200)
        .toList();
  }

  /** Before it is compressed or after, or both. */
  private byte[] mutated(byte[] body, boolean gzip) {
    if (!gzip) {
      return mutated(body);
    }
    byte[] packed = Calls.gzip(random.nextBoolean() ? mutated(body) : body);
    return random.nextBoolean() ? mutated(packed) : packed;
  }

  private byte[] mutated(byte[] body) {
    byte[] changed = body.clone();
    switch (random.nextInt(6)) {
      case 0 -> {
        return Arrays.copyOf(body, random.nextInt(body.length + 1));
      }
      case 1 -> {
        byte[] noise = new byte[random.nextInt(2_000)];
        random.nextBytes(noise);
        return noise;
      }
      case 2 -> {
        return twice(body);
      }
      case 3 -> {
        return body;
      }
      default -> {
        for (int i = 1 + random.nextInt(8); i > 0 && changed.length > 0; i--) {
          changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
      }
    }
  }

  /** With a slice of it once more, where it does not belong. */
  private byte[] twice(byte[] body) {
    int from = random.nextInt(body.length + 1);
    int to = from + random.nextInt(body.length + 1 - from);
    return ByteBuffer.allocate(body.length + to - from)
        .put(body, 0, to)
        .put(body, from, body.length - from)
        .array();
  }

  private void check(AggregatedHttpResponse answer) {
    String all = answer.headers() + answer.content(ISO_8859_1) + answer.trailers();
    assertThat(all).doesNotContain("\tat ", "dev.telltale", "java.", "com.google.protobuf.");
    String grpcStatus =
        answer.headers().get("grpc-status", answer.trailers().get("grpc-status", ""));
    if (grpcStatus.isEmpty()) {
      assertThat(answer.status().code()).isIn(200, 400, 413);
    } else {
      assertThat(grpcStatus).isIn("0", "3", "8");
    }
    if (answer.status().code() == 200 && (grpcStatus.isEmpty() || grpcStatus.equals("0"))) {
      accepted++;
    } else {
      refused++;
    }
  }

  private static double counted(String transport, String status) {
    return RUNNING.counted("telltale.gateway.requests", "transport", transport, "status", status);
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
