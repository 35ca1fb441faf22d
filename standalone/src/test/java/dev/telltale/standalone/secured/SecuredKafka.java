// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.secured;

import dev.telltale.schemas.acl.Grants;
import dev.telltale.schemas.acl.Role;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.standalone.kafka.EmbeddedKafka;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;

/**
 * A broker that lets nobody do what is not granted. Each role has a principal of its own,
 * User:telltale-ROLE, by SCRAM over TLS or by PLAIN without; on a listener of its own a superuser
 * needs no login.
 */
public final class SecuredKafka implements AutoCloseable {
  private static final int SCRAM_ITERATIONS = 4096;

  private final EmbeddedKafka broker;
  private final Path authority;
  private final int open;
  private final int clear;
  private final int tls;
  private final Admin admin;

  /** Starts it; nothing is granted yet. */
  public SecuredKafka(Path folder) throws Exception {
    Files.createDirectories(folder);
    X509Bundle certificate =
        new CertificateBuilder()
            .subject("CN=kafka.test")
            .addSanIpAddress("127.0.0.1")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    this.authority = Files.writeString(folder.resolve("ca.pem"), certificate.getCertificatePEM());
    Path identity =
        Files.writeString(
            folder.resolve("broker.pem"),
            certificate.getPrivateKeyPEM() + certificate.getCertificatePathPEM());
    this.open = freePort();
    this.clear = freePort();
    this.tls = freePort();
    this.broker = new EmbeddedKafka(folder.resolve("kafka"), open, settings(identity));
    this.admin = Admin.create(superuser("").client());
    List<UserScramCredentialAlteration> users = new ArrayList<>();
    for (Role role : Role.values()) {
      users.add(
          new UserScramCredentialUpsertion(
              user(role),
              new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS),
              password(role)));
    }
    admin.alterUserScramCredentials(users).all().get();
  }

  /** Who may do everything. */
  public KafkaConnection superuser(String prefix) {
    return new KafkaConnection("127.0.0.1:" + open, prefix, Map.of());
  }

  /** Where nobody encrypts, and everybody logs in. */
  public String clear() {
    return "127.0.0.1:" + clear;
  }

  /** Where everybody encrypts and logs in. */
  public String tls() {
    return "127.0.0.1:" + tls;
  }

  /** Who signed the broker's certificate. */
  public Path authority() {
    return authority;
  }

  /** A role's principal. */
  public static String principal(Role role) {
    return "User:" + user(role);
  }

  /** What a role sets to be let in with SCRAM over TLS, by the properties' names. */
  public Map<String, String> overTls(Role role) {
    Map<String, String> properties = new HashMap<>();
    properties.put("security.protocol", "SASL_SSL");
    properties.put("sasl.mechanism", "SCRAM-SHA-512");
    properties.put("sasl.jaas.config", login("scram.Scram", user(role), password(role)));
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.location", authority.toString());
    return properties;
  }

  /** What a role sets to be let in with PLAIN in clear. */
  public Map<String, String> inClear(Role role) {
    return Map.of(
        "security.protocol", "SASL_PLAINTEXT",
        "sasl.mechanism", "PLAIN",
        "sasl.jaas.config", login("plain.Plain", user(role), password(role)));
  }

  /** Gives a role what it needs. */
  public void grant(Grants grants, Role role) throws Exception {
    List<AclBinding> bindings =
        grants.of(role).stream().flatMap(g -> g.bindings(principal(role)).stream()).toList();
    admin.createAcls(bindings).all().get();
  }

  /** Gives one right. */
  public void grant(AclBinding right) throws Exception {
    admin.createAcls(List.of(right)).all().get();
  }

  /** Takes one right away. */
  public void revoke(AclBinding right) throws Exception {
    admin.deleteAcls(List.of(right.toFilter())).all().get();
  }

  /** As superuser. */
  public Admin admin() {
    return admin;
  }

  @Override
  public void close() {
    admin.close();
    broker.close();
  }

  /** A port that nobody has now. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Map<String, String> settings(Path identity) throws IOException {
    int controller = freePort();
    Map<String, String> settings = new HashMap<>();
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
    settings.put(
        "listeners",
        "OPEN://127.0.0.1:%d,CLEAR://%s,TLS://%s,CONTROLLER://127.0.0.1:%d"
            .formatted(open, clear(), tls(), controller));
    settings.put(
        "listener.security.protocol.map",
        "OPEN:PLAINTEXT,CLEAR:SASL_PLAINTEXT,TLS:SASL_SSL,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "OPEN");
    settings.put("authorizer.class.name", AuditedAuthorizer.class.getName());
    settings.put("super.users", "User:ANONYMOUS");
    settings.put("listener.name.clear.sasl.enabled.mechanisms", "PLAIN");
    settings.put(
        "listener.name.clear.plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required "
            + Stream.of(Role.values())
                .map(role -> "user_" + user(role) + "=\"" + password(role) + "\"")
                .collect(Collectors.joining(" "))
            + ";");
    settings.put("listener.name.tls.sasl.enabled.mechanisms", "SCRAM-SHA-512");
    settings.put(
        "listener.name.tls.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    settings.put("listener.name.tls.ssl.keystore.type", "PEM");
    settings.put("listener.name.tls.ssl.keystore.location", identity.toString());
    return settings;
  }

  private static String login(String module, String user, String password) {
    return "org.apache.kafka.common.security.%sLoginModule required username=\"%s\" password=\"%s\";"
        .formatted(module, user, password);
  }

  private static String user(Role role) {
    return "telltale-" + role;
  }

  private static String password(Role role) {
    return "of-" + role;
  }
}
