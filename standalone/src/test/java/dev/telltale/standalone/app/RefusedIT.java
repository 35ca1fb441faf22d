// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.telltale.schemas.acl.AccessCheck;
import dev.telltale.schemas.acl.Grants;
import dev.telltale.schemas.acl.Role;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.standalone.secured.SecuredKafka;
import io.netty.pkitesting.CertificateBuilder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people read whom a Kafka does not let in. */
class RefusedIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String PREFIX = "telltale.";
  private static final Grants GRANTS = new Grants(PREFIX, List.of());

  @TempDir private static Path folder;
  private static SecuredKafka kafka;

  /** How a command ended. */
  private record Result(int exitCode, String err) {}

  @BeforeAll
  static void open() throws Exception {
    kafka = new SecuredKafka(folder.resolve("broker"));
    try (TopicAdmin admin = new TopicAdmin(kafka.superuser(PREFIX), SOON)) {
      admin.create(Optional.empty());
    }
    for (Role role : Role.values()) {
      if (role != Role.GATEWAY) {
        kafka.grant(GRANTS, role);
      }
    }
  }

  @AfterAll
  static void close() {
    kafka.close();
  }

  @Test
  void whoHasNoRightsReadsWhichAreMissingAndWhereTheyAreListedAndTheRoleEnds() throws Exception {
    assertThat(run(kafka.clear(), kafka.inClear(Role.GATEWAY), "gateway"))
        .isEqualTo(
            new Result(
                1,
                "telltale: Kafka at "
                    + kafka.clear()
                    + ": User:telltale-gateway may not WRITE topic telltale.spans, READ topic"
                    + " telltale.access-keys (what the role needs: telltale topics acls --role"
                    + " gateway --principal User:telltale-gateway)\n"));
    assertThat(run(kafka.clear(), kafka.inClear(Role.GATEWAY), "tail", "labels").err())
        .contains("Not authorized", "telltale topics acls --role reader");
    assertThat(run(kafka.clear(), kafka.inClear(Role.GATEWAY), "topics", "create").err())
        .contains(
            "Authorization failed",
            "as User:telltale-gateway",
            "telltale topics acls --role topics");
  }

  @Test
  void eachSingleRightThatIsTakenAwayIsMissedBeforeTheRoleStarts() throws Exception {
    for (Role role : List.of(Role.JUDGE, Role.CONTROL_PLANE)) {
      missed(role, rights(role));
    }
    // Of the long ones, those of each kind: their changelogs are many and all alike.
    missed(
        Role.CLASSIFIER,
        rights(Role.CLASSIFIER).stream()
            .filter(right -> !right.pattern().name().contains("-changelog"))
            .toList());
  }

  @Test
  void aWrongPasswordIsToldWithTheName() throws Exception {
    Map<String, String> wrong = new HashMap<>(kafka.overTls(Role.JUDGE));
    wrong.computeIfPresent(
        "sasl.jaas.config", (key, login) -> login.replace("of-judge", "of-june"));

    Result result = run(kafka.tls(), wrong, "judge");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .contains("Authentication failed", "as User:telltale-judge", "sasl.jaas.config")
        .doesNotContain("of-june");
  }

  @Test
  void aPortThatSpeaksTlsAndOneThatDoesNotAreToldFromEachOther() throws Exception {
    assertThat(run(kafka.tls(), kafka.inClear(Role.JUDGE), "judge"))
        .isEqualTo(
            new Result(
                1,
                "telltale: Kafka at "
                    + kafka.tls()
                    + ": the port speaks TLS, and telltale.kafka.properties.security.protocol is"
                    + " SASL_PLAINTEXT (expected: SASL_SSL, or another port)\n"));
    assertThat(run(kafka.tls(), Map.of(), "topics", "check").err())
        .contains("the port speaks TLS", "is PLAINTEXT (expected: SSL, or another port)");
    assertThat(run(kafka.clear(), kafka.overTls(Role.JUDGE), "judge").err())
        .contains("the port speaks without TLS", "is SASL_SSL (expected: SASL_PLAINTEXT");
  }

  @Test
  void aCertificateThatNobodyTrustsIsToldWithWhereToSetWhomToTrust() throws Exception {
    Path stranger =
        Files.writeString(
            folder.resolve("stranger.pem"),
            new CertificateBuilder()
                .subject("CN=stranger")
                .setIsCertificateAuthority(true)
                .buildSelfSigned()
                .getCertificatePEM());
    Map<String, String> properties = new HashMap<>(kafka.overTls(Role.JUDGE));
    properties.put("ssl.truststore.location", stranger.toString());

    assertThat(run(kafka.tls(), properties, "judge").err())
        .contains("SSL handshake failed", "telltale.kafka.properties.ssl.truststore.location");
  }

  private static void missed(Role role, List<AclBinding> rights) throws Exception {
    KafkaConnection connection = new KafkaConnection(kafka.clear(), PREFIX, kafka.inClear(role));
    try (AccessCheck access = new AccessCheck(connection, SOON)) {
      access.require(role, GRANTS.of(role));
      for (AclBinding right : rights) {
        kafka.revoke(right);
        String lacking =
            right.entry().operation()
                + " "
                + right
                    .pattern()
                    .resourceType()
                    .name()
                    .toLowerCase(java.util.Locale.ROOT)
                    .replace('_', ' ')
                + " "
                + right.pattern().name();
        await()
            .atMost(SOON)
            .pollInterval(Duration.ofMillis(10))
            .untilAsserted(
                () ->
                    assertThatThrownBy(() -> access.require(role, GRANTS.of(role)))
                        .hasMessageContaining(" may not " + lacking));
        kafka.grant(right);
        await()
            .atMost(SOON)
            .pollInterval(Duration.ofMillis(10))
            .untilAsserted(() -> access.require(role, GRANTS.of(role)));
      }
    }
  }

  private static List<AclBinding> rights(Role role) {
    return GRANTS.of(role).stream()
        .flatMap(grant -> grant.bindings(SecuredKafka.principal(role)).stream())
        .toList();
  }

  private static Result run(String servers, Map<String, String> properties, String... command)
      throws Exception {
    StringBuilder yaml = new StringBuilder("telltale:\n  kafka:\n    bootstrap-servers: ");
    yaml.append(servers).append("\n    properties:\n      client.id: refused\n");
    properties.forEach((key, value) -> yaml.append("      " + key + ": '" + value + "'\n"));
    Path file = Files.writeString(Files.createTempFile(folder, "refused", ".yaml"), yaml);
    StringWriter err = new StringWriter();
    String[] arguments = java.util.Arrays.copyOf(command, command.length + 2);
    arguments[command.length] = "--config";
    arguments[command.length + 1] = file.toString();
    int code =
        Telltale.commandLine(Map.of())
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Result(code, err.toString());
  }
}
