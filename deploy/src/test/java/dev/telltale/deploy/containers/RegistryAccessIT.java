// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;

/**
 * Apicurio's registry behind a door that asks for credentials, as Confluent's and its like do; the
 * door is a server of this test, because the registry's own would want an identity server.
 */
@ExtendWith(Logs.class)
class RegistryAccessIT {
  private static final Duration SOON = Duration.ofMinutes(8);
  private static final int TURNS = 5;
  private static final String SAYS = ".*answers 401: check telltale.registry.authorization.*";

  private static Cluster cluster;
  @TempDir Path folder;

  /** How the registry knows its clients: by words that Confluent's client has for it. */
  enum Access {
    BASIC("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info"),
    BEARER("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token");

    private static final String SECRET = "telltale:s3cret";
    private static final String OLD = "telltale:old";

    private final String source;
    private final String kind;
    private final String property;

    Access(String source, String kind, String property) {
      this.source = source;
      this.kind = kind;
      this.property = property;
    }

    /** The header's value. */
    String header(String secret) {
      return this == BEARER
          ? "Bearer " + secret
          : "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
    }

    /** What Confluent's client is told. */
    Map<String, String> settings(String secret) {
      return Map.of(source, kind, property, secret);
    }
  }

  // Before each, not before all: what is skipped there nobody counts.
  @BeforeEach
  void aRegistry() throws Exception {
    Engine.require();
    if (cluster == null) {
      cluster = new Cluster();
    }
  }

  @AfterAll
  static void end() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Access.class)
  void recordsGoThroughARegistryThatWantsCredentialsAndWrongOnesLoseNothing(Access access)
      throws Exception {
    String prefix = access.name().toLowerCase(Locale.ROOT) + ".";
    String address = Engine.gateway(cluster.network());
    String keys = Keys.file(folder);
    WireMockServer door = door(address, access);
    String url = "http://" + address + ":" + door.port() + "/apis/ccompat/v7";
    try {
      Role topics = cluster.role("topics", "create");
      assertThat(Cluster.run(topics.withEnv("TELLTALE_KAFKA_TOPIC_PREFIX", prefix)))
          .contains(prefix + "spans");
      Role gateway =
          role("gateway", prefix, url, access.header(Access.SECRET), keys).serving(Role.OTLP);
      Role locked =
          role("gateway", prefix, url, access.header(Access.OLD), keys).serving(Role.OTLP);
      Startables.deepStart(gateway, locked).join();
      for (int turn = 0; turn < TURNS; turn++) {
        Turns.send(gateway.at(Role.OTLP), Keys.KEY, turn);
      }

      // Whoever cannot ask the registry acknowledges nothing, and says why.
      HttpResponse<String> refused =
          Http.post(Turns.traces(locked.at(Role.OTLP)), Keys.KEY, Turns.whole(TURNS));
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(locked.getLogs()).containsPattern(SAYS);
      Role blind = classifier(prefix, url, access.header(Access.OLD), keys);
      blind.waitingFor(Wait.forLogMessage("(?s)" + SAYS, 1).withStartupTimeout(SOON));
      blind.start();
      blind.kill();
      ConfluentReader reader =
          new ConfluentReader(
              cluster.bootstrapServers(), URI.create(url), access.settings(Access.SECRET));
      assertThat(reader.bytes(prefix + "spans")).hasSize(TURNS * Turns.SPANS);
      assertThat(reader.bytes(prefix + "dead-letters")).isEmpty();

      // With the right credentials the next one takes up all that waited.
      classifier(prefix, url, access.header(Access.SECRET), keys).serving().start();
      await().atMost(SOON).until(() -> reader.bytes(prefix + "traces").size() >= TURNS);
      assertThat(reader.read(prefix + "traces"))
          .extracting(trace -> trace.get("traceId").toString())
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, TURNS).mapToObj(Turns::traceId).toList());
      assertThat(reader.bytes(prefix + "dead-letters")).isEmpty();
      ConfluentReader stranger =
          new ConfluentReader(
              cluster.bootstrapServers(), URI.create(url), access.settings(Access.OLD));
      assertThatThrownBy(() -> stranger.read(prefix + "traces"))
          .isInstanceOfSatisfying(
              RestClientException.class, e -> assertThat(e.getStatus()).isEqualTo(401));
    } finally {
      door.stop();
    }
  }

  private Role classifier(String prefix, String url, String authorization, String keys) {
    return role("classifier", prefix, url, authorization, keys)
        .keeping(cluster.volume())
        .withEnv("TELLTALE_CLASSIFIER_ROOT_QUIET", "1s");
  }

  private static Role role(
      String name, String prefix, String url, String authorization, String keys) {
    return cluster
        .role(name)
        .reading(keys, Keys.PATH)
        .withEnv("TELLTALE_ACCESS_KEYS_FILE", Keys.PATH)
        .withEnv("TELLTALE_KAFKA_TOPIC_PREFIX", prefix)
        .withEnv("TELLTALE_REGISTRY_URL", url)
        .withEnv("TELLTALE_REGISTRY_AUTHORIZATION", authorization);
  }

  /** Lets through who has the right credentials, and tells others as registries do. */
  private static WireMockServer door(String address, Access access) {
    WireMockServer server =
        new WireMockServer(
            WireMockConfiguration.options().dynamicPort().jettyAcceptors(1).bindAddress(address));
    server.start();
    server.stubFor(
        WireMock.any(WireMock.anyUrl())
            .atPriority(2)
            .willReturn(
                WireMock.jsonResponse("{\"error_code\":401,\"message\":\"Unauthorized\"}", 401)));
    String registry = cluster.registry().resolve("/").toString().replaceAll("/$", "");
    server.stubFor(
        WireMock.any(WireMock.anyUrl())
            .atPriority(1)
            .withHeader("Authorization", WireMock.equalTo(access.header(Access.SECRET)))
            .willReturn(WireMock.aResponse().proxiedFrom(registry)));
    return server;
  }
}
