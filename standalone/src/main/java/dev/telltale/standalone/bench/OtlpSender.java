// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** An exporter that has done its encoding beforehand. */
final class OtlpSender implements Sender {
  private static final String GRPC_STATUS = "grpc-status";

  private final List<WebClient> clients;
  private final RequestHeaders headers;
  private final Function<Payload, byte[]> body;
  private final int answerBytes;
  private final AtomicInteger next = new AtomicInteger();

  private OtlpSender(
      List<WebClient> clients,
      RequestHeaders headers,
      Function<Payload, byte[]> body,
      int answerBytes) {
    this.clients = List.copyOf(clients);
    this.headers = headers;
    this.body = body;
    this.answerBytes = answerBytes;
  }

  /** OTLP/HTTP with protobuf; an answer for all spans is an empty message. */
  static OtlpSender protobuf(List<WebClient> clients) {
    return new OtlpSender(
        clients, http(MediaType.parse("application/x-protobuf")), Payload::protobuf, 0);
  }

  /** OTLP/HTTP with JSON; an answer for all spans is an empty object. */
  static OtlpSender json(List<WebClient> clients) {
    return new OtlpSender(clients, http(MediaType.JSON), Payload::json, "{}".length());
  }

  /** OTLP/gRPC; an answer for all spans is the five bytes before an empty message. */
  static OtlpSender grpc(List<WebClient> clients) {
    RequestHeaders headers =
        RequestHeaders.builder(
                HttpMethod.POST, "/opentelemetry.proto.collector.trace.v1.TraceService/Export")
            .contentType(MediaType.parse("application/grpc"))
            .add("te", "trailers")
            .build();
    return new OtlpSender(clients, headers, Payload::grpc, 5);
  }

  @Override
  public CompletionStage<Void> send(Payload payload) {
    WebClient client = clients.get(Math.floorMod(next.getAndIncrement(), clients.size()));
    return client
        .execute(HttpRequest.of(headers, HttpData.wrap(body.apply(payload))))
        .aggregate()
        .thenAccept(this::check);
  }

  /** A partial success has a longer answer; gRPC's status stands in the trailers. */
  private void check(AggregatedHttpResponse answer) {
    String grpc = answer.trailers().get(GRPC_STATUS, answer.headers().get(GRPC_STATUS, "0"));
    if (!answer.status().equals(HttpStatus.OK)
        || !grpc.equals("0")
        || answer.content().length() != answerBytes) {
      throw new IllegalStateException(
          "answered " + answer.status().code() + ", gRPC status " + grpc);
    }
  }

  private static RequestHeaders http(MediaType type) {
    return RequestHeaders.of(HttpMethod.POST, "/v1/traces", "content-type", type);
  }
}
