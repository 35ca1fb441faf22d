// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc.TraceServiceBlockingStub;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;

/** Calls as clients make them, on loopback. */
final class Calls {
  static final String PROTOBUF = "application/x-protobuf";
  static final String JSON = "application/json";
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private Calls() {}

  static HttpResponse<byte[]> post(RunningGateway to, byte[] body, String... headers) {
    return postLater(to, body, headers).join();
  }

  static CompletableFuture<HttpResponse<byte[]>> postLater(
      RunningGateway to, byte[] body, String... headers) {
    return send(to.gateway.httpPort(), "/v1/traces", "POST", body, headers);
  }

  static CompletableFuture<HttpResponse<byte[]>> send(
      int port, String path, String method, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.sendAsync(request.build(), BodyHandlers.ofByteArray());
  }

  static TraceServiceBlockingStub grpc(RunningGateway to) {
    return GrpcClients.newClient(
        "gproto+http://127.0.0.1:" + to.gateway.grpcPort() + "/", TraceServiceBlockingStub.class);
  }

  /** The detail of such a kind that goes with an error over gRPC. */
  static <M extends Message> Optional<M> detail(StatusRuntimeException error, Class<M> kind) {
    byte[] details = Objects.requireNonNull(error.getTrailers()).get(DETAILS);
    try {
      Status status = details == null ? Status.getDefaultInstance() : Status.parseFrom(details);
      for (Any any : status.getDetailsList()) {
        if (any.is(kind)) {
          return Optional.of(any.unpack(kind));
        }
      }
      return Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("the details are no google.rpc.Status", e);
    }
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
