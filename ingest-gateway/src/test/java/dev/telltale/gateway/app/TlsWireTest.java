// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.gateway.app;

import static dev.telltale.gateway.TestRequests.request;
import static dev.telltale.gateway.TestRequests.span;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.gateway.app.TlsConfig.ClientCertificates;
import dev.telltale.schemas.span.Span;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporterBuilder;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway behind TLS, with the SDK's own exporters as clients. */
class TlsWireTest {
  private static X509Bundle root;
  private static X509Bundle server;
  private static X509Bundle client;
  private static X509Bundle stranger;
  @TempDir private static Path folder;

  @BeforeAll
  static void makeCertificates() throws Exception {
    root =
        new CertificateBuilder()
            .subject("CN=root")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    server =
        new CertificateBuilder()
            .subject("CN=gateway")
            .addSanIpAddress("127.0.0.1")
            .buildIssuedBy(root);
    client = new CertificateBuilder().subject("CN=agent").buildIssuedBy(root);
    X509Bundle forged =
        new CertificateBuilder()
            .subject("CN=root")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    stranger = new CertificateBuilder().subject("CN=agent").buildIssuedBy(forged);
    write("server.pem", server.getCertificatePathPEM());
    write("server.key", server.getPrivateKeyPEM());
    write("root.pem", root.getCertificatePEM());
    write("other.key", client.getPrivateKeyPEM());
    write(
        "rsa.key",
        new CertificateBuilder()
            .subject("CN=rsa")
            .rsa2048()
            .setIsCertificateAuthority(true)
            .buildSelfSigned()
            .getPrivateKeyPEM());
    write("nothing.pem", "nothing to see\n");
    write("empty.pem", "");
    Files.createDirectory(folder.resolve("folder"));
  }

  @Test
  void bothTransportsAndBothVersionsOfHttpAreSpokenOverTls() throws Exception {
    try (RunningGateway running = gateway(ClientCertificates.OFF)) {
      assertThat(sends(http(running, null))).isTrue();
      assertThat(sends(grpc(running, null))).isTrue();
      assertThat(running.spans()).extracting(Span::getName).containsExactly("secret", "secret");
      assertThat(post(running, HttpClient.Version.HTTP_2).version())
          .isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(post(running, HttpClient.Version.HTTP_1_1).version())
          .isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThatThrownBy(() -> Calls.post(running, new byte[0], "content-type", Calls.PROTOBUF))
          .as("without TLS nobody is heard")
          .hasRootCauseInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"REQUIRED, false", "OPTIONAL, true"})
  void clientsShowTheirCertificate(ClientCertificates clients, boolean withoutOne) {
    try (RunningGateway running = gateway(clients)) {
      assertThat(sends(http(running, client))).isTrue();
      assertThat(sends(grpc(running, client))).isTrue();
      assertThat(sends(http(running, stranger))).isFalse();
      assertThat(sends(grpc(running, stranger))).isFalse();
      assertThat(sends(http(running, null))).isEqualTo(withoutOne);
      assertThat(sends(grpc(running, null))).isEqualTo(withoutOne);
      assertThat(running.spans()).hasSize(withoutOne ? 4 : 2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "none.pem, server.key, root.pem, TLS certificate {0}none.pem does not exist",
    "server.pem, none.key, root.pem, TLS key {0}none.key does not exist",
    "server.pem, server.key, none.pem, TLS client authority {0}none.pem does not exist",
    "folder, server.key, root.pem, TLS certificate {0}folder cannot be read",
    "nothing.pem, server.key, root.pem, TLS certificate {0}nothing.pem is not a certificate in PEM",
    "empty.pem, server.key, root.pem, TLS certificate {0}empty.pem holds no certificate",
    "server.pem, other.key, root.pem, TLS key {0}other.key is not the key of certificate",
    "server.pem, rsa.key, root.pem, 'TLS key {0}rsa.key is not a key for the certificate''s'",
    "server.pem, server.pem, root.pem, TLS key {0}server.pem is not an unencrypted PKCS#8 key"
  })
  void filesThatCannotBeUsedAreNamedAtTheStart(
      String certificate, String key, String authority, String message) {
    TlsConfig tls =
        new TlsConfig(
            Optional.of(folder.resolve(certificate)),
            Optional.of(folder.resolve(key)),
            Optional.of(folder.resolve(authority)),
            ClientCertificates.REQUIRED);

    assertThatThrownBy(
            () -> new RunningGateway(RunningGateway.config(EndpointConfig.defaults(), tls)))
        .isInstanceOf(GatewayStartException.class)
        .hasMessageStartingWith(message.replace("{0}", folder + "/"));
  }

  @ParameterizedTest
  @CsvSource({
    "server.pem, , , OFF, key: not set",
    ", server.key, , OFF, certificate: not set",
    ", , root.pem, REQUIRED, certificate: not set",
    "server.pem, server.key, , OPTIONAL, clientAuthority: not set",
    "server.pem, server.key, root.pem, OFF, clients: off"
  })
  void aHalfOfItIsRefused(
      @Nullable String certificate,
      @Nullable String key,
      @Nullable String authority,
      ClientCertificates clients,
      String message) {
    assertThatThrownBy(
            () ->
                new TlsConfig(
                    Optional.ofNullable(certificate).map(Path::of),
                    Optional.ofNullable(key).map(Path::of),
                    Optional.ofNullable(authority).map(Path::of),
                    clients))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ed25519"})
  void theKeyIsMatchedWhateverItsKind(String algorithm) throws Exception {
    X509Bundle other =
        new CertificateBuilder()
            .subject("CN=other")
            .algorithm(
                algorithm.equals("rsa")
                    ? CertificateBuilder.Algorithm.rsa2048
                    : CertificateBuilder.Algorithm.ed25519)
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Path certificate = write(algorithm + ".pem", other.getCertificatePEM());
    Path key = write(algorithm + "-own.key", other.getPrivateKeyPEM());

    assertThat(
            TlsIdentity.of(
                new TlsConfig(
                    Optional.of(certificate),
                    Optional.of(key),
                    Optional.empty(),
                    ClientCertificates.OFF)))
        .isPresent();
  }

  private static RunningGateway gateway(ClientCertificates clients) {
    return new RunningGateway(
        RunningGateway.config(
            EndpointConfig.defaults(),
            new TlsConfig(
                Optional.of(folder.resolve("server.pem")),
                Optional.of(folder.resolve("server.key")),
                clients == ClientCertificates.OFF
                    ? Optional.empty()
                    : Optional.of(folder.resolve("root.pem")),
                clients)));
  }

  private static SpanExporter http(RunningGateway running, @Nullable X509Bundle identity) {
    OtlpHttpSpanExporterBuilder exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint("https://127.0.0.1:" + running.gateway.httpPort() + "/v1/traces")
            .setTrustedCertificates(root.getCertificatePEM().getBytes(UTF_8))
            .setTimeout(Duration.ofSeconds(2))
            .setRetryPolicy(null);
    if (identity != null) {
      exporter.setClientTls(
          identity.getPrivateKeyPEM().getBytes(UTF_8),
          identity.getCertificatePEM().getBytes(UTF_8));
    }
    return exporter.build();
  }

  private static SpanExporter grpc(RunningGateway running, @Nullable X509Bundle identity) {
    OtlpGrpcSpanExporterBuilder exporter =
        OtlpGrpcSpanExporter.builder()
            .setEndpoint("https://127.0.0.1:" + running.gateway.grpcPort())
            .setTrustedCertificates(root.getCertificatePEM().getBytes(UTF_8))
            .setTimeout(Duration.ofSeconds(2))
            .setRetryPolicy(null);
    if (identity != null) {
      exporter.setClientTls(
          identity.getPrivateKeyPEM().getBytes(UTF_8),
          identity.getCertificatePEM().getBytes(UTF_8));
    }
    return exporter.build();
  }

  private static boolean sends(SpanExporter exporter) {
    try (SdkTracerProvider tracers =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build()) {
      tracers.get("test").spanBuilder("secret").startSpan().end();
      return tracers.forceFlush().join(10, TimeUnit.SECONDS).isSuccess();
    }
  }

  private static HttpResponse<byte[]> post(RunningGateway running, HttpClient.Version version)
      throws Exception {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {root.toTrustManager()}, new SecureRandom());
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("https://127.0.0.1:" + running.gateway.httpPort() + "/v1/traces"))
            .header("content-type", Calls.PROTOBUF)
            .POST(BodyPublishers.ofByteArray(request(span(1).build()).toByteArray()))
            .build();
    HttpResponse<byte[]> answer =
        HttpClient.newBuilder()
            .sslContext(tls)
            .version(version)
            .build()
            .send(request, BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer;
  }

  private static Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
