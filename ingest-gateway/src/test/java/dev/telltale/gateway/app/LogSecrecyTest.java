// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import static dev.telltale.gateway.TestRequests.attribute;
import static dev.telltale.gateway.TestRequests.request;
import static dev.telltale.gateway.TestRequests.span;
import static dev.telltale.gateway.app.Calls.JSON;
import static dev.telltale.gateway.app.Calls.PROTOBUF;
import static dev.telltale.gateway.app.Calls.post;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc.TraceServiceBlockingStub;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Whatever happens to a request: the log has neither its key nor what people said. */
class LogSecrecyTest {
  private static final String KEY = "in-geheim-key";
  private static final String SAID = "my card is 4111-geheim";
  private static final ExportTraceServiceRequest GOOD =
      request(span(1).setName(SAID).addAttributes(attribute("input.value", SAID)).build());

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger ours = (Logger) LoggerFactory.getLogger("dev.telltale");

  @BeforeEach
  void listen() {
    log.start();
    root.addAppender(log);
    ours.setLevel(Level.TRACE);
  }

  @AfterEach
  void stopListening() {
    root.detachAppender(log);
    ours.setLevel(null);
  }

  @Test
  void neitherKeysNorContentAreLogged() {
    try (RunningGateway running = new RunningGateway()) {
      everythingThatCanHappen(running);
      running.keys = RunningGateway.KEYS;
      everythingThatCanHappen(running);
      running.keys = dev.telltale.schemas.access.AccessKeys.none();
      running.kafka.fail();
      everythingThatCanHappen(running);
      running.kafka.recover();
      running.kafka.refuseAsTooLarge(value -> true);
      everythingThatCanHappen(running);
    }

    assertThat(log.list).as("something was logged").isNotEmpty();
    assertThat(log.list).noneMatch(event -> text(event).contains("geheim"));
    assertThat(log.list)
        .noneMatch(
            event -> text(event).contains(Base64.getEncoder().encodeToString(KEY.getBytes(UTF_8))));
  }

  private static void everythingThatCanHappen(RunningGateway running) {
    byte[] protobuf = GOOD.toByteArray();
    byte[] json = ("{\"resourceSpans\":[{\"" + SAID + "\":").getBytes(UTF_8);
    for (String credentials :
        List.of(
            "Bearer " + KEY,
            "Basic " + Base64.getEncoder().encodeToString(("user:" + KEY).getBytes(UTF_8)),
            KEY)) {
      for (byte[] body : List.of(protobuf, json)) {
        for (String type : List.of(PROTOBUF, JSON, "text/plain")) {
          post(running, body, "content-type", type, "authorization", credentials);
        }
      }
      post(
          running,
          protobuf,
          "content-type",
          PROTOBUF,
          "content-encoding",
          "gzip",
          "x-api-key",
          credentials);
      Throwable refusal =
          catchThrowable(
              () ->
                  GrpcClients.builder("gproto+http://127.0.0.1:" + running.gateway.grpcPort() + "/")
                      .setHeader("authorization", credentials)
                      .build(TraceServiceBlockingStub.class)
                      .export(GOOD));
      assertThat(String.valueOf(refusal)).as("nor is it answered").doesNotContain("geheim");
    }
  }

  private static String text(ILoggingEvent event) {
    return event.getFormattedMessage()
        + event.getKeyValuePairs()
        + event.getMDCPropertyMap()
        + (event.getThrowableProxy() == null
            ? ""
            : ThrowableProxyUtil.asString(event.getThrowableProxy()));
  }
}
